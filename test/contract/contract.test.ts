import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { covers, surfaceOf, undescribed } from './surface.ts';

const here = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8');
const lines = (name: string) =>
  here(name)
    .split('\n')
    .filter(line => line.trim() !== '');

const contract = surfaceOf(here('registry.graphql'), here('deployment.graphql'), here('monitoring.graphql'));
const graph = surfaceOf(here('../../gateway/supergraph.graphql'));
const added = lines('added.txt');

it('serves every element of the contract', () => {
  const missing = [...contract.keys()].filter(name => !graph.has(name));
  expect(missing).toEqual([]);
});

it('gives what it serves the types, arguments and defaults of the contract', () => {
  const other = [...contract].filter(([name, text]) => graph.has(name) && graph.get(name) !== text);
  expect(other.map(([name, text]) => `${name}: the contract says ${text}, the graph ${graph.get(name)}`)).toEqual([]);
});

it('lists every addition to the contract, and no more', () => {
  const extra = [...graph.keys()].filter(name => !contract.has(name));
  expect(extra.filter(name => !added.some(line => covers(line, name)))).toEqual([]);
  expect(added.filter(line => !extra.some(name => covers(line, name)))).toEqual([]);
});

it('keeps the list sorted and without repetition, so that a change shows in review', () => {
  expect(added).toEqual([...new Set(added)].sort());
});

it('describes every type and field that it serves', () => {
  expect(undescribed(here('../../gateway/supergraph.graphql'))).toEqual([]);
});
