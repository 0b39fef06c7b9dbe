import type { Ground } from '@handoff/kit/context';
import { rows } from '@handoff/kit/database/database';
import { ground } from '@handoff/kit/testing/graph';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sources, wantedOf } from '../monitor/made-itself/wanted.ts';
import { wishProblem } from '../monitor/wish.ts';
import { type KnownVersion, type Office, openOffice } from '../testing/office.ts';
import { alertsOf, evaluateAll, measure, saveMonitor, trailOf, watch } from '../testing/watching.ts';
import { modelsToJudge, ownMonitorsFollower } from './own-monitors.ts';

const production = { name: 'production', title: 'Production', production: true };
const none: Sources = { archivedAt: null, validationDueAt: null, objectives: [], requirements: [] };
const objective = (metric: string, comparator: 'AT_LEAST' | 'AT_MOST', target: number) => ({
  metric,
  comparator,
  target,
});
const accurate = objective('forecast_bias', 'AT_MOST', 0.1);

describe('what is wanted', () => {
  it.each<[string, ReturnType<typeof objective>, object]>([
    ['a percentile', objective('p95_latency_ms', 'AT_MOST', 200), { kind: 'LATENCY', metric: 'p95', threshold: 200 }],
    ['a percentile, the other way round', objective('latency_p99', 'AT_MOST', 9), { kind: 'LATENCY', metric: 'p99' }],
    [
      'a latency that must be great',
      objective('latency_p99', 'AT_LEAST', 9),
      { kind: 'METRIC', metric: 'latency_p99' },
    ],
    ['errors', objective('error_rate', 'AT_MOST', 0.01), { kind: 'ERROR_RATE', threshold: 0.01 }],
    ['availability', objective('availability', 'AT_LEAST', 0.999), { kind: 'BURN_RATE', objective: 0.999 }],
    ['what labels say', objective('AUC', 'AT_LEAST', 0.8), { kind: 'PERFORMANCE', metric: 'roc_auc', threshold: 0.8 }],
    ['anything else', accurate, { kind: 'METRIC', metric: 'forecast_bias', minimumRows: 1, comparator: 'AT_MOST' }],
  ])('for %s is of the kind that looks at it', (_, of, wish) => {
    const [wanted, ...others] = wantedOf({ ...none, objectives: [of] });
    expect(others).toEqual([]);
    expect(wanted).toMatchObject({ origin: 'OBJECTIVE', wish });
    expect(wanted && wishProblem(wanted.wish)).toBeNull();
  });

  it('comes of objectives, requirements and validations, each by a name of its own, and of nothing put away', () => {
    const { target: value, ...bias } = accurate;
    const requirements = [production, { name: 'staging', title: 'Staging', production: false }].map(environment => ({
      ...{ ...bias, value, environment },
    }));
    const all = { ...none, objectives: [accurate, accurate], requirements, validationDueAt: '2026-11-21T09:00:00Z' };
    expect(wantedOf(all).map(({ origin, wish: { name, severity } }) => [origin, name, severity])).toEqual([
      ['OBJECTIVE', 'Objective: forecast_bias at most', 'WARNING'],
      ['REQUIREMENT', 'Required in production: forecast_bias at most', 'CRITICAL'],
      ['REQUIREMENT', 'Required in staging: forecast_bias at most', 'WARNING'],
      ['SYSTEM', 'Validated in time', 'WARNING'],
    ]);
    expect(wantedOf({ ...all, archivedAt: '2026-11-21T09:00:00Z' })).toEqual([]);
  });
});

it('follows what says so, and nothing else', () => {
  const entry = (action: string, modelId: string, name?: string) => ({
    ...{ action, modelId },
    changes: name ? [{ name, change: 'CHANGED', before: null, after: null } as const] : [],
  });
  expect(
    modelsToJudge([
      entry('model.changed', 'a', 'title'),
      entry('model.changed', 'b', 'objectives'),
      entry('model.changed', 'b', 'archivedAt'),
      entry('model.validated', 'c'),
      entry('requirement.saved', 'd'),
      entry('version.imported', 'e', 'objectives'),
    ]),
  ).toEqual(['b', 'c', 'd']);
});

describe('monitors that make themselves', () => {
  let office: Office;
  let version: KnownVersion;
  let base: Ground;
  beforeAll(async () => {
    office = await openOffice();
    version = await office.addVersion();
    base = { ...ground(office.db), graph: office.evaluating.tools.graph };
  });
  afterAll(() => office.database.drop());

  async function told(sources: Partial<Sources>): Promise<void> {
    office.tell(version.modelId, { model: { ...none, ...sources } });
    const entry = { action: 'model.validated', modelId: version.modelId, changes: [] };
    await ownMonitorsFollower(base).react([entry as never]);
  }
  const source = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on Model { monitors {
    id name kind origin threshold severity enabled revision } } } }`;
  interface Shown {
    id: string;
    name: string;
    threshold: number;
    severity: string;
    enabled: boolean;
    revision: number;
  }
  async function shown(): Promise<Shown[]> {
    const of = [{ __typename: 'Model', id: version.modelId }];
    return (
      (await office.ask<{ _entities: { monitors: Shown[] }[] }>(office.engineer, source, { of }))._entities[0]
        ?.monitors ?? []
    );
  }

  it('are made, changed and put out of use as their source says, and keep what people set', async () => {
    await told({ objectives: [accurate] });
    await told({ objectives: [accurate] });
    const [first, ...others] = await shown();
    expect(others).toEqual([]);
    expect(first).toMatchObject({ kind: 'METRIC', origin: 'OBJECTIVE', threshold: 0.1, enabled: true, revision: 1 });
    const id = first?.id ?? '';
    const wish = {
      model: version.modelId,
      name: first?.name,
      kind: 'METRIC',
      metric: 'forecast_bias',
      comparator: 'AT_MOST',
    };
    const theirs = { ...wish, threshold: 0.1, minimumRows: 1, windowMinutes: 30, severity: 'CRITICAL' };
    expect((await saveMonitor(office, { id, monitor: theirs })).problem).toBeNull();
    expect((await saveMonitor(office, { id, monitor: { ...theirs, threshold: 9 } })).problem).toMatchObject({
      field: 'monitor.threshold',
      message: expect.stringContaining('follows an objective of the model'),
    });
    await told({ objectives: [{ ...accurate, target: 0.2 }] });
    expect(await shown()).toMatchObject([{ id, threshold: 0.2, severity: 'CRITICAL', revision: 3 }]);

    await measure(office, { version }, { at: new Date(), value: 0.5, name: 'forecast_bias' });
    await evaluateAll(office, new Date());
    expect(await alertsOf(office, version.modelId)).toMatchObject([{ state: 'FIRING' }]);
    await told({});
    expect(await shown()).toMatchObject([{ id, enabled: false }]);
    const [alert] = await alertsOf(office, version.modelId);
    expect([alert?.state, alert?.history.at(-1)?.note]).toEqual([
      'RESOLVED',
      'What its monitor followed is not there any more.',
    ]);
    expect((await saveMonitor(office, { id, monitor: { ...theirs, threshold: 0.2 } })).problem).toMatchObject({
      field: 'monitor.enabled',
    });
    await told({ objectives: [accurate] });
    expect(await shown()).toMatchObject([{ id, enabled: true, severity: 'CRITICAL', threshold: 0.1 }]);
    const trail = await trailOf(office, id);
    expect(trail.map(({ action }) => action)).toEqual(['monitor.made', ...Array(4).fill('monitor.changed')]);
  });

  it('stay off when somebody turned them off, and take no name that somebody gave', async () => {
    version = await office.addVersion();
    await watch(office, version.modelId, { name: 'Validated in time' });
    const validationDueAt = new Date(Date.now() - 1000).toISOString();
    await told({ validationDueAt });
    const own = (await shown()).find(({ name }) => name === 'Validated in time (by itself)');
    const off = { model: version.modelId, name: own?.name, kind: 'COMPLIANCE', metric: 'validation', enabled: false };
    expect((await saveMonitor(office, { id: own?.id, monitor: off })).problem).toBeNull();
    await told({ validationDueAt });
    expect((await shown()).find(({ id }) => id === own?.id)?.enabled).toBe(false);
  });

  it('tell of a validation that is overdue, until it is done', async () => {
    version = await office.addVersion();
    const duties = { unowned: false, riskTier: 'HIGH', live: [], latestVersion: null };
    await told({ ...duties, validationDueAt: new Date(Date.now() - 1000).toISOString() } as Partial<Sources>);
    await evaluateAll(office, new Date());
    expect(await alertsOf(office, version.modelId)).toMatchObject([
      { state: 'FIRING', detail: expect.stringContaining('It was to be validated again by') },
    ]);
    await told({ ...duties, validationDueAt: new Date(Date.now() + 86_400_000).toISOString() } as Partial<Sources>);
    await evaluateAll(office, new Date(Date.now() + 900_000));
    expect(await alertsOf(office, version.modelId)).toMatchObject([{ state: 'RESOLVED' }]);
  });

  it('are made once by several processes at once', async () => {
    version = await office.addVersion();
    const objectives = [accurate, objective('AUC', 'AT_LEAST', 0.8)];
    await Promise.all([told({ objectives }), told({ objectives }), told({ objectives })]);
    expect(await shown()).toHaveLength(2);
    expect(await rows(office.db, 'SELECT FROM event.entry WHERE model_id = $1', [version.modelId])).toHaveLength(2);
  });
});
