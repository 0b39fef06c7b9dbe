import { rows } from '@handoff/kit/database/database';
import { countStatements } from '@handoff/kit/database/statements';
import type { TestDatabase } from '@handoff/kit/testing/database';
import { describe, expect, it } from 'vitest';
import { officeForEach } from '../testing/each.ts';
import type { Dealings, Office } from '../testing/office.ts';

let database: TestDatabase;
let office: Office;
let deal: Dealings;
let another: () => Promise<Office>;
officeForEach(of => {
  ({ database, office, deal, another } = of);
});

interface Payload {
  results: {
    model: { id: string } | null;
    deployment: { id: string; state: string } | null;
    matches: boolean;
    problem: { __typename: string; rule?: string; whoCan?: { id: string }[] } | null;
  }[];
  problem: { __typename: string; field?: string; message: string } | null;
}
const now = () => new Date().toISOString();
const serves = (version: string, changes: object = {}) => ({ model: office.modelId, version, ...changes });
async function report(serving: object[], changes: object = {}, as = office.ops): Promise<Payload> {
  const source = `mutation ($input: ReportServingInput!) { reportServing(input: $input) { results { model { id }
    deployment { id state } matches problem { __typename message ... on NotAllowed { rule whoCan { id } } } }
    problem { __typename message ... on InvalidInput { field } } } }`;
  const input = { environment: 'production', at: now(), serving, ...changes };
  return (await office.ask<{ reportServing: Payload }>(as, source, { input })).reportServing;
}
interface Told {
  divergences: { kind: string; version: string; environment: { name: string }; deployment: { id: string } | null }[];
  deployments: { nodes: { state: string; observed: { version: string; matches: boolean } | null }[] };
}
const told = async (...ids: string[]) => {
  const source = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on Model {
    divergences { kind version at environment { name } deployment { id } }
    deployments(first: 5) { nodes { id state observed { version matches trafficPercent at } } } } } }`;
  const of = ids.map(id => ({ __typename: 'Model', id }));
  return (await office.ask<{ _entities: Told[] }>(office.ops, source, { of }))._entities;
};
const divergences = async () =>
  (await told(office.modelId))[0]?.divergences.map(({ kind, version }) => `${kind} ${version}`);
const entries = () =>
  rows<{ summary: string }>(
    database.db,
    "SELECT summary FROM event.entry WHERE action = 'serving.changed' AND subject_id = $1 ORDER BY id",
    [office.modelId],
  );

it('says of each thing whether it should run, and leaves one entry for what changed', async () => {
  await deal.live('1');
  const first = await report([serves('1', { trafficPercent: 100 }), serves('2'), serves('hotfix')]);
  expect(first.problem).toBeNull();
  expect(first.results).toMatchObject([
    { model: { id: office.modelId }, deployment: { state: 'LIVE' }, matches: true, problem: null },
    { deployment: null, matches: false, problem: null },
    { deployment: null, matches: false, problem: null },
  ]);
  expect(await divergences()).toEqual(['RUNS_UNAPPROVED 2', 'RUNS_UNAPPROVED hotfix']);
  await report([serves('1'), serves('2')]);
  expect(await entries()).toEqual([{ summary: 'reported that version 1, 2, hotfix runs in production' }]);
  expect((await told(office.modelId))[0]?.deployments.nodes).toMatchObject([
    { state: 'LIVE', observed: { version: '1', matches: true } },
  ]);
});

it('finds what should run and does not, once all was told; and that it is there again', async () => {
  await deal.live('1');
  await report([serves('2')]);
  expect(await divergences()).toEqual(['RUNS_UNAPPROVED 2']);
  await report([serves('2')], { complete: true });
  expect(await divergences()).toEqual(['RUNS_UNAPPROVED 2', 'NOT_RUNNING 1']);
  expect((await told(office.modelId))[0]?.deployments.nodes).toMatchObject([
    { observed: { version: '2', matches: false } },
  ]);
  await report([serves('1')], { complete: true });
  expect(await divergences()).toEqual([]);
  await deal.live('2');
  expect(await divergences()).toEqual([]);
  await report([serves('1')], { complete: true });
  expect(await divergences()).toEqual(['RUNS_UNAPPROVED 1', 'NOT_RUNNING 2']);
});

it('leaves out what is older than what is known, and does the same once for the same key', async () => {
  await deal.live('1');
  const before = now();
  await new Promise(resolve => setTimeout(resolve, 5));
  await report([serves('1')], { complete: true });
  const late = await report([serves('2')], { at: before });
  expect([late.problem, late.results[0]?.problem, await divergences()]).toEqual([null, null, []]);
  const keyed = { at: now(), idempotencyKey: `once ${office.modelId}` };
  expect(await report([serves('2')], keyed)).toEqual(await report([serves('2')], keyed));
  expect(await entries()).toHaveLength(2);
});

it('lets nobody report who may not, and tells of all only what the reporter may', async () => {
  await deal.live('1');
  const refused = await report([serves('2')], { complete: true }, office.scientist);
  // The data scientist here owns the model: its owner may deploy.
  expect(refused.results[0]?.problem).toBeNull();
  const risk = await report([serves('2')], { complete: true, at: now() }, office.risk);
  expect(risk.results).toMatchObject([
    { matches: false, problem: { __typename: 'NotAllowed', rule: 'report-serving' } },
  ]);
  expect(risk.results[0]?.problem?.whoCan?.length).toBeGreaterThan(0);
  await report([serves('1')], { complete: true });
  await report([], { complete: true }, office.risk);
  expect(await divergences()).toEqual([]);
  await rows(database.db, "UPDATE access.model SET visibility = 'RESTRICTED' WHERE id = $1", [office.modelId]);
  const hidden = await report([serves('1')], {}, office.stranger);
  expect(hidden.results).toMatchObject([
    { model: null, deployment: null, matches: false, problem: { __typename: 'NotFound' } },
  ]);
});

describe('what makes no sense is refused as a whole', () => {
  it.each<[string, () => Promise<Payload>, object]>([
    ['an environment', () => report([], { environment: 'moon' }), { __typename: 'NotFound' }],
    ['a target', () => report([], { targetId: 'tgt_none' }), { field: 'targetId' }],
    ['the future', () => report([], { at: new Date(Date.now() + 3_600_000).toISOString() }), { field: 'at' }],
    ['too many', () => report(Array.from({ length: 201 }, () => serves('1'))), { field: 'serving' }],
    [
      'a share',
      () => report([serves('1'), serves('2', { trafficPercent: 101 })]),
      { field: 'serving[1].trafficPercent' },
    ],
    ['no version', () => report([serves(' ')]), { field: 'serving[0].version' }],
  ])('%s', async (_, asked, problem) => {
    expect(await asked()).toMatchObject({ results: [], problem });
  });
});

it('takes many in one report, of models it knows and does not know', async () => {
  const serving = [...Array.from({ length: 25 }, (_, i) => serves(`v${i}`)), { model: 'nobody', version: '1' }];
  const { results } = await report(serving);
  expect(results).toHaveLength(26);
  expect(results.at(-1)).toMatchObject({ model: null, problem: { __typename: 'NotFound' } });
  expect(await divergences()).toHaveLength(25);
});

it('knows a version again that calls itself something odd', async () => {
  const odd = [serves('half \ud800'), serves(' half \ud801 '), serves("'; DROP TABLE x")];
  for (let i = 0; i < 2; i++) expect((await report(odd, { complete: true })).problem).toBeNull();
  expect(await divergences()).toEqual(['RUNS_UNAPPROVED half \ufffd', "RUNS_UNAPPROVED '; DROP TABLE x"]);
  expect(await entries()).toHaveLength(1);
});

it('two reports at once leave what the later one saw', async () => {
  const [first, second] = [new Date(Date.now() - 20).toISOString(), now()];
  await Promise.all([
    report([serves('1')], { complete: true, at: second }),
    report([serves('2')], { complete: true, at: first }),
  ]);
  expect(await divergences()).toEqual(['RUNS_UNAPPROVED 1']);
});

it('is asked of many models with as many statements as of one', async () => {
  await deal.live('1');
  await report([serves('2')]);
  const other = await another();
  const one = await countStatements(() => told(office.modelId));
  const two = await countStatements(() => told(office.modelId, other.modelId));
  expect(two.statements.length).toBe(one.statements.length);
});
