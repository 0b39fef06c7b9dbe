import type { Context } from '@handoff/kit/context';
import { actor } from '@handoff/kit/testing/graph';
import { expect, it } from 'vitest';
import { promotionsWith } from './gather.ts';

/** A graph with promotions pro_99 to pro_00, ten a page, newest first, and how often it was asked. */
function promotions() {
  let asked = 0;
  const request = async (_: string, { after }: { after: string | null }) => {
    asked += 1;
    const from = after === null ? 99 : Number(after) - 1;
    const nodes = Array.from({ length: 10 }, (_, i) => ({ id: `pro_${String(from - i).padStart(2, '0')}` }));
    const pageInfo = { hasNextPage: from > 9, endCursor: String(from - 9) };
    return { kind: 'Data', data: { promotions: { nodes, pageInfo } }, errors: [] };
  };
  const context = { graph: { request }, actor: actor('per_ana') } as unknown as Context;
  return { context, asked: () => asked };
}

it.each([
  ['those of the first page', ['pro_95', 'pro_91'], ['pro_95', 'pro_91'], 1],
  ['one that is not there', ['pro_95', 'pro_94x'], ['pro_95'], 1],
  ['an old one', ['pro_95', 'pro_75'], ['pro_95', 'pro_75'], 3],
  ['only one that is not there any more', ['pro_85x'], [], 2],
])('promotions are read no further back than %s', async (...[, ids, found, pages]) => {
  const { context, asked } = promotions();
  expect((await promotionsWith(context, new Set(ids))).map(({ id }) => id)).toEqual(found);
  expect(asked()).toBe(pages);
});
