import type { Subgraph } from '@handoff/kit/subgraph';
import { allSubgraphs } from 'handoff/house';
import { beforeAll, expect, it } from 'vitest';

let subgraphs: Subgraph[];
beforeAll(async () => {
  subgraphs = await allSubgraphs();
});

it('every field of the graph has an access rule', () => {
  const open = subgraphs.flatMap(({ name, rules }) =>
    [...rules].filter(([, rule]) => rule === undefined).map(([field]) => `${name}: ${field}`),
  );
  expect(open).toEqual([]);
});

it('every change is judged by its command, and nothing else claims to be', () => {
  const wrong = subgraphs.flatMap(({ rules }) =>
    [...rules].filter(([field, rule]) => field.startsWith('Mutation.') !== (rule === 'judged')),
  );
  expect(wrong).toEqual([]);
});
