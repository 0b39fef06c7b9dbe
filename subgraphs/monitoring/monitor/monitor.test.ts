import { rows } from '@handoff/kit/database/database';
import { countStatements } from '@handoff/kit/database/statements';
import { newId } from '@handoff/kit/id';
import { addPerson, giveRole } from '@handoff/kit/testing/people';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Office, openOffice } from '../testing/office.ts';
import { lowAccuracy, type Saved, saveMonitor, trailOf, watch } from '../testing/watching.ts';
import type { MonitorWish } from './monitor.ts';
import { wished, wishProblem } from './wish.ts';

let office: Office;
let model: string;
beforeAll(async () => {
  office = await openOffice();
  model = await office.addModel();
});
afterAll(() => office.database.drop());

const sound = lowAccuracy as MonitorWish;

describe('a wish', () => {
  it.each<[string, object, string | null]>([
    ['that is sound', {}, null],
    ['with a feature', { feature: 'age' }, 'monitor.feature'],
    ['with an objective', { objective: 0.999 }, 'monitor.objective'],
    ['with a query beside a metric', { prometheus: { server: 'http://p', query: 'up' } }, 'monitor.metric'],
    ['with a reference of drift', { reference: { kind: 'TRAINING' } }, 'monitor.reference.kind'],
    ['without a name', { name: ' ' }, 'monitor.name'],
    ['with a NUL character', { name: 'a\u0000' }, 'monitor.name'],
    ['without a metric', { metric: null }, 'monitor.metric'],
    ['with an empty metric', { metric: '' }, 'monitor.metric'],
    ['with an empty slice', { slice: '' }, 'monitor.slice'],
    ['without a comparator', { comparator: null }, 'monitor.comparator'],
    ['without a threshold', { threshold: null }, 'monitor.threshold'],
    ['with a threshold of 0', { threshold: 0 }, null],
    ['with too great a threshold', { threshold: -1e101 }, 'monitor.threshold'],
    ['with no window', { windowMinutes: 0 }, 'monitor.windowMinutes'],
    ['with a window of 31 days', { windowMinutes: 44_640 }, null],
    ['with a longer one', { windowMinutes: 44_641 }, 'monitor.windowMinutes'],
    ['with a negative "for"', { forMinutes: -1 }, 'monitor.forMinutes'],
    ['that fires on for too long', { keepFiringMinutes: 10_081 }, 'monitor.keepFiringMinutes'],
    ['with fewer than no rows', { minimumRows: -1 }, 'monitor.minimumRows'],
    ['with a long runbook', { runbook: 'x'.repeat(2001) }, 'monitor.runbook'],
    ['with an empty environment', { environment: '' }, 'monitor.environment'],
  ])('%s is judged', (...[, changes, field]) => {
    const problem = wishProblem({ ...sound, ...changes });
    expect(problem === null ? null : problem.kind === 'InvalidInput' && problem.field).toBe(field);
  });

  it('is filled in as the graph says', () => {
    const { windowMinutes, forMinutes, minimumRows, severity, enabled } = wished({ name: 'a', kind: 'METRIC' });
    expect({ windowMinutes, forMinutes, minimumRows, severity, enabled }).toEqual({
      ...{ windowMinutes: 60, forMinutes: 0, minimumRows: 100, severity: 'WARNING', enabled: true },
    });
  });
});

const input = (changes: object = {}) => ({ monitor: { model, ...lowAccuracy, ...changes } });
const problemOf = (saved: Saved) => saved.problem;

describe('saving', () => {
  it('makes a monitor and changes it, with an event for each', async () => {
    const made = await saveMonitor(office, input({ name: 'First', runbook: 'Look twice.' }));
    const id = made.monitor?.id ?? '';
    expect(made).toEqual({ monitor: { id: expect.stringMatching(/^mon_/), revision: 1 }, problem: null });
    const changed = await saveMonitor(office, { id, revision: 1, ...input({ name: 'First', threshold: 0.8 }) });
    expect(changed.monitor).toEqual({ id, revision: 2 });
    expect((await trailOf(office, id)).map(({ action }) => action)).toEqual(['monitor.made', 'monitor.changed']);
    const source = `query ($id: ID!) { monitor(id: $id) { name origin threshold runbook useful noise model { id } reference { kind } } }`;
    expect(await office.ask(office.ana, source, { id })).toEqual({
      monitor: {
        ...{ name: 'First', origin: 'PERSON', threshold: 0.8, runbook: null, useful: 0, noise: 0 },
        model: { id: model },
        reference: null,
      },
    });
  });

  it('is refused where it makes no sense', async () => {
    const id = await watch(office, model, { name: 'Second' });
    const other = await office.addModel();
    const cases: [object, object][] = [
      [{ id: newId('mon'), ...input() }, { __typename: 'NotFound' }],
      [
        { id, revision: 7, ...input({ name: 'Second' }) },
        { __typename: 'Conflict', reason: 'STALE_REVISION' },
      ],
      [input({ name: ' Second ' }), { __typename: 'Conflict', reason: 'NAME_TAKEN' }],
      [
        { id, ...input({ model: other }) },
        { __typename: 'InvalidInput', field: 'monitor.model' },
      ],
      [input({ kind: 'LATENCY' }), { field: 'monitor.metric', message: expect.stringContaining('p95') }],
      [input({ model: 'nobody' }), { __typename: 'NotFound' }],
    ];
    for (const [sent, problem] of cases) expect(problemOf(await saveMonitor(office, sent))).toMatchObject(problem);
  });

  it('shows the monitor as it stands with the problem of a stale revision', async () => {
    const id = await watch(office, model, { name: 'Third' });
    expect((await saveMonitor(office, { id, revision: 3, ...input({ name: 'Third' }) })).monitor).toEqual({
      id,
      revision: 1,
    });
  });

  it('by two at once gives one name once', async () => {
    const saved = await Promise.all([1, 2, 3].map(() => saveMonitor(office, input({ name: 'At once' }))));
    expect(saved.flatMap(({ problem }) => problem?.reason ?? []).toSorted()).toEqual(['NAME_TAKEN', 'NAME_TAKEN']);
  });

  it('needs the right, and finds no model that one may not see', async () => {
    expect(problemOf(await saveMonitor(office, input(), office.ana))).toMatchObject({ __typename: 'NotAllowed' });
    const secret = await office.addModel('RESTRICTED');
    office.call(secret, 'secret');
    const refused = problemOf(await saveMonitor(office, input({ model: 'secret' }), office.ana));
    expect(refused).toMatchObject({ __typename: 'NotFound', message: expect.stringContaining('"secret"') });
    const id = await watch(office, secret);
    expect(problemOf(await saveMonitor(office, { id, ...input() }, office.ana))).toMatchObject({
      __typename: 'NotFound',
    });
  });

  it('ends at 200 monitors of a model', async () => {
    const full = await office.addModel();
    await watch(office, full);
    await rows(
      office.db,
      `INSERT INTO monitoring.monitor SELECT (jsonb_populate_record(o, jsonb_build_object('id', o.id || i, 'name', 'n' || i))).*
       FROM monitoring.monitor o, generate_series(1, 199) i WHERE o.model_id = $1`,
      [full],
    );
    expect(problemOf(await saveMonitor(office, input({ model: full, name: 'one more' })))).toMatchObject({
      field: 'monitor.model',
    });
  });
});

it('lists the monitors of many models with as many statements as of one, to who may see them', async () => {
  const source =
    'query ($of: [_Any!]!) { _entities(representations: $of) { ... on Model { monitors { name useful } } } }';
  const models = [await office.addModel(), await office.addModel('RESTRICTED'), await office.addModel()];
  for (const each of models) for (const name of ['b', 'a']) await watch(office, each, { name });
  const list = async (as: string, ids: readonly string[]) => {
    const of = ids.map(id => ({ __typename: 'Model', id }));
    const answer = await office.ask<{ _entities: ({ monitors: { name: string }[] } | null)[] }>(as, source, { of });
    return answer._entities.map(each => each?.monitors.map(({ name }) => name).join(' ') ?? null);
  };
  const insider = await addPerson(office.db, 'Ida');
  await giveRole(office.db, { to: insider, role: 'stakeholder', model: models[1] ?? '' });
  expect(await list(insider, models)).toEqual(['a b', 'a b', 'a b']);
  expect(await list(office.ana, models)).toEqual(['a b', null, 'a b']);
  const one = await countStatements(() => list(office.engineer, models.slice(0, 1)));
  const all = await countStatements(() => list(office.engineer, models));
  expect(all.statements).toHaveLength(one.statements.length);
});
