import { system } from '@handoff/kit/actor';
import { write } from '@handoff/kit/database/database';
import { append } from '@handoff/kit/event/append';
import { followDue } from '@handoff/kit/event/follow';
import { sealDue } from '@handoff/kit/event/seal';
import type { GraphClient } from '@handoff/kit/graph-client';
import { ground, noGraph } from '@handoff/kit/testing/graph';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { addMonitor } from '../testing/firing.ts';
import { type Office, openOffice } from '../testing/office.ts';
import { sharedWith, upstreamIn } from './queries.ts';
import { upstreamFollower } from './reactions.ts';
import { type ToldReads, upstreamOf } from './upstream.ts';

let office: Office;
let model: string;
let away = false;
const told = new Map<string, object>();
const graph: GraphClient = {
  ...noGraph,
  request: async <T>(_: string, variables: object = {}) => {
    if (away) return { kind: 'Unreachable', message: 'Registry is away.' };
    const { id = '' } = variables as { id?: string };
    return { kind: 'Data', errors: [], data: { model: told.get(id) ?? null } as T };
  },
};

beforeAll(async () => {
  office = await openOffice();
  await react();
});
afterAll(() => office.database.drop());
beforeEach(async () => {
  model = await office.addModel();
});

const react = async () => {
  await sealDue(office.db);
  return followDue(office.db, upstreamFollower(ground(office.db, graph)));
};
const happened = (action: string, modelId = model) =>
  write(office.db, tx => append(tx, system('test'), { action, subjectId: modelId, modelId, summary: action }));
const reading = (...definitions: [feature: string, definition: string | null][]): ToldReads => ({
  features: definitions.map(([name, id]) => ({ name, definition: id === null ? null : { id, name: `shared ${id}` } })),
});
const known = async (of = model) =>
  (await upstreamIn(office.db, [of])).map(({ feature, definitionId, definition }) => [
    feature,
    definitionId,
    definition,
  ]);

it('is each shared feature once, in order', () => {
  const versions = [reading(['b', 'ftr_1'], ['a', null]), reading(['b', 'ftr_1'], ['a', 'ftr_2'])];
  expect(upstreamOf('m', versions)).toEqual([
    { modelId: 'm', feature: 'a', definitionId: 'ftr_2', definition: 'shared ftr_2' },
    { modelId: 'm', feature: 'b', definitionId: 'ftr_1', definition: 'shared ftr_1' },
  ]);
});

it('is what serves, or the latest version where nothing does, of models that are monitored', async () => {
  told.set(model, { latestVersion: reading(['x', 'ftr_1']), live: [] });
  await happened('version.registered');
  await react();
  expect(await known()).toEqual([]);
  await addMonitor(office, model);
  await happened('monitor.made');
  await react();
  expect(await known()).toEqual([['x', 'ftr_1', 'shared ftr_1']]);
  told.set(model, { latestVersion: reading(['x', 'ftr_1']), live: [{ version: reading(['y', 'ftr_2']) }] });
  await happened('promotion.live');
  await react();
  expect(await known()).toEqual([['y', 'ftr_2', 'shared ftr_2']]);
  told.delete(model);
  await happened('monitor.changed');
  await react();
  expect(await known()).toEqual([]);
});

it('loses nothing while registry is away', async () => {
  await addMonitor(office, model);
  told.set(model, { latestVersion: reading(['x', 'ftr_1']), live: null });
  await happened('monitor.made');
  away = true;
  await expect(react()).rejects.toThrow('Registry is away.');
  away = false;
  await react();
  expect(await known()).toHaveLength(1);
});

it('finds all models that read what some read', async () => {
  const other = await office.addModel();
  const shared = `ftr_${model}`;
  for (const [of, reads] of [
    [model, reading(['x', shared])],
    [other, reading(['y', shared], ['z', `${shared}2`])],
  ] as const) {
    await addMonitor(office, of);
    told.set(of, { latestVersion: reads, live: [] });
    await happened('monitor.made', of);
  }
  await react();
  const found = await sharedWith(office.db, [model]);
  expect(found.map(({ modelId, feature }) => `${modelId} ${feature}`).toSorted()).toEqual(
    [`${model} x`, `${other} y`].toSorted(),
  );
});
