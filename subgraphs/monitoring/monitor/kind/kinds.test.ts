import { newId } from '@handoff/kit/id';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type KnownVersion, type Office, openOffice } from '../../testing/office.ts';
import { measureAll } from '../../testing/watching.ts';
import { findAll } from '../find.ts';
import type { Monitor, MonitorWish } from '../monitor.ts';
import { monitorFrom } from '../saved.ts';
import { wished, wishProblem } from '../wish.ts';
import { kinds } from './kinds.ts';

const rule = { comparator: 'AT_MOST', threshold: 0.5 } as const;
const query = { server: 'https://prometheus.example.com', query: 'up' };

describe('a wish', () => {
  it.each<[string, Partial<MonitorWish> & { kind: MonitorWish['kind'] }, string | null]>([
    ['latency', { kind: 'LATENCY', threshold: 200 }, null],
    ['latency at another percentile', { kind: 'LATENCY', metric: 'p99.9', threshold: 200 }, null],
    ['latency at no percentile', { kind: 'LATENCY', metric: 'p100', threshold: 200 }, 'monitor.metric'],
    ['latency without a threshold', { kind: 'LATENCY' }, 'monitor.threshold'],
    ['errors', { kind: 'ERROR_RATE', threshold: 0.05 }, null],
    ['errors above all', { kind: 'ERROR_RATE', threshold: 5 }, 'monitor.threshold'],
    ['errors that are good', { kind: 'ERROR_RATE', comparator: 'AT_LEAST', threshold: 0.05 }, 'monitor.comparator'],
    ['errors of a metric', { kind: 'ERROR_RATE', metric: 'x', threshold: 0.05 }, 'monitor.metric'],
    ['burning', { kind: 'BURN_RATE', objective: 0.999 }, null],
    ['burning without an objective', { kind: 'BURN_RATE' }, 'monitor.objective'],
    ['burning where nothing may be bad', { kind: 'BURN_RATE', objective: 1 }, 'monitor.objective'],
    ['burning with a threshold', { kind: 'BURN_RATE', objective: 0.9, threshold: 1 }, 'monitor.threshold'],
    ['freshness', { kind: 'FRESHNESS' }, null],
    ['freshness with a threshold', { kind: 'FRESHNESS', threshold: 1 }, 'monitor.threshold'],
    ['costs', { kind: 'COST' }, null],
    ['an amount without a limit', { kind: 'COST', metric: 'amount' }, 'monitor.threshold'],
    ['costs of something else', { kind: 'COST', metric: 'tokens' }, 'monitor.metric'],
    ['costs in one environment', { kind: 'COST', environment: 'production' }, 'monitor.environment'],
    ['duties', { kind: 'COMPLIANCE' }, null],
    ['one duty', { kind: 'COMPLIANCE', metric: 'owner' }, null],
    ['no duty', { kind: 'COMPLIANCE', metric: 'tax' }, 'monitor.metric'],
    ['what comes from outside', { kind: 'EXTERNAL', metric: 'HighErrorRate' }, null],
    ['what comes from outside without its name', { kind: 'EXTERNAL' }, 'monitor.metric'],
    ['drift', { kind: 'DRIFT' }, null],
    ['a distance', { kind: 'DRIFT', metric: 'psi', threshold: 0.2, feature: 'age' }, null],
    ['a distance without a threshold', { kind: 'DRIFT', metric: 'psi' }, 'monitor.threshold'],
    ['no distance', { kind: 'DRIFT', metric: 'euclid' }, 'monitor.metric'],
    ['drift from no version', { kind: 'DRIFT', reference: { kind: 'VERSION' } }, 'monitor.reference.versionId'],
    ['quality', { kind: 'DATA_QUALITY' }, null],
    ['a share', { kind: 'DATA_QUALITY', metric: 'missing', threshold: 0.1 }, null],
    ['no share', { kind: 'DATA_QUALITY', metric: 'ugly' }, 'monitor.metric'],
    ['quality beside something', { kind: 'DATA_QUALITY', reference: { kind: 'TRAINING' } }, 'monitor.reference'],
    ['performance', { kind: 'PERFORMANCE', metric: 'roc_auc', threshold: 0.8 }, null],
    ['performance without a threshold', { kind: 'PERFORMANCE', metric: 'roc_auc' }, 'monitor.threshold'],
    ['performance by no metric', { kind: 'PERFORMANCE', metric: 'luck', threshold: 1 }, 'monitor.metric'],
    ['a fall', { kind: 'PERFORMANCE', metric: 'mae', reference: { kind: 'TRAILING', days: 7 } }, null],
    [
      'a fall below something',
      { kind: 'PERFORMANCE', metric: 'mae', threshold: 3, reference: { kind: 'TRAILING', days: 7 } },
      'monitor.threshold',
    ],
    [
      'a fall below training',
      { kind: 'PERFORMANCE', metric: 'mae', reference: { kind: 'TRAINING' } },
      'monitor.reference.kind',
    ],
    ['a query', { kind: 'METRIC', prometheus: query, ...rule }, null],
    ['a query of a metric', { kind: 'METRIC', metric: 'x', prometheus: query, ...rule }, 'monitor.metric'],
    ['no query', { kind: 'METRIC', prometheus: { ...query, query: ' ' }, ...rule }, 'monitor.prometheus.query'],
    [
      'a query nowhere',
      { kind: 'METRIC', prometheus: { ...query, server: 'p' }, ...rule },
      'monitor.prometheus.server',
    ],
    [
      'a query with a password',
      { kind: 'METRIC', prometheus: { ...query, server: 'https://a:b@p.example' }, ...rule },
      'monitor.prometheus.server',
    ],
    [
      'a metric beside its past',
      { kind: 'METRIC', metric: 'x', reference: { kind: 'TRAILING', days: 7 }, ...rule },
      null,
    ],
    [
      'a metric beside no past',
      { kind: 'METRIC', metric: 'x', reference: { kind: 'SAME_WEEKDAY' }, ...rule },
      'monitor.reference.weeks',
    ],
    [
      'latency with a reference',
      { kind: 'LATENCY', threshold: 1, reference: { kind: 'TRAINING' } },
      'monitor.reference',
    ],
  ])('for %s is judged', (...[, wish, field]) => {
    const problem = wishProblem({ name: 'It', ...wish });
    expect(problem === null ? null : problem.kind === 'InvalidInput' && problem.field).toBe(field);
  });

  it('is filled in as its kind has it', () => {
    expect(wished({ name: 'a', kind: 'LATENCY', threshold: 1 })).toMatchObject({
      metric: 'p95',
      comparator: 'AT_MOST',
    });
    expect(wished({ name: 'a', kind: 'BURN_RATE' }).metric).toBe('error_rate');
    expect(wished({ name: 'a', kind: 'COST' })).toMatchObject({ metric: 'forecast', threshold: 1 });
  });
});

describe('what is found', () => {
  let office: Office;
  let version: KnownVersion;
  beforeAll(async () => {
    office = await openOffice();
    version = await office.addVersion();
  });
  afterAll(() => office.database.drop());

  const minute = Math.floor(Date.now() / 60_000) * 60_000;
  const ago = (minutes: number) => new Date(minute - minutes * 60_000);

  /** What a monitor finds at an instant, each thing as its value and its sentence. */
  async function find(
    wish: Partial<MonitorWish> & { kind: MonitorWish['kind'] },
    at = ago(0),
    modelId = version.modelId,
  ) {
    const fields = wished({ name: 'It', minimumRows: 1, ...wish });
    const monitor: Monitor = monitorFrom(fields, { id: newId('mon'), modelId, origin: 'PERSON', current: null });
    const { found, troubles } = await findAll(office.evaluating, [{ monitor, at }]);
    expect(troubles).toEqual([]);
    return found.map(each => ({ ...each, sentence: each.sentence() }));
  }

  it('of latency is a percentile, with enough of it', async () => {
    const points = Array.from({ length: 100 }, (_, i) => ({ name: 'latency_ms', at: ago(1), value: i < 90 ? 20 : 95 }));
    await measureAll(office, { version }, points);
    const wish = { kind: 'LATENCY', threshold: 80, windowMinutes: 60 } as const;
    expect(await find(wish)).toMatchObject([
      {
        value: 95,
        sentence:
          '95 of 100 predictions took at most 95 ms over the last hour (100 measured); it must be at most 80 ms.',
      },
    ]);
    expect((await find({ ...wish, metric: 'p50' }))[0]).toMatchObject({ value: 20 });
    expect((await find({ ...wish, minimumRows: 101 }))[0]).toMatchObject({ value: null });
    expect(await find(wish, ago(120))).toEqual([]);
  });

  it('of errors is a share', async () => {
    await measureAll(office, { version }, [{ name: 'error_rate', at: ago(3), value: 0.04, n: 500 }]);
    expect(await find({ kind: 'ERROR_RATE', threshold: 0.01, windowMinutes: 90 })).toMatchObject([
      { value: 0.04, sentence: '4 % of 500 predictions failed over the last 90 minutes; at most 1 % may.' },
    ]);
  });

  it('of burning is what both windows burn, by the pair that is worst', async () => {
    const burning = await office.addVersion();
    const bad = [
      { name: 'error_rate', at: ago(2), value: 0.5, n: 100 },
      { name: 'error_rate', at: ago(50), value: 0, n: 400 },
    ];
    await measureAll(office, { version: burning }, bad);
    const wish = { kind: 'BURN_RATE', objective: 0.99 } as const;
    const [fast] = await find({ ...wish, severity: 'CRITICAL' }, ago(0), burning.modelId);
    // 50 of 500 in each of the long windows: ten times what 1 % allows.
    expect(fast).toMatchObject({ value: expect.closeTo(10, 9), threshold: 6 });
    expect(fast?.sentence).toContain('10 times too fast, and gone in 3 days');
    const [slow] = await find(wish, ago(0), burning.modelId);
    expect(slow).toMatchObject({ value: expect.closeTo(10, 9), threshold: 1 });
    // The short windows have recovered: nothing burns any more.
    expect((await find({ ...wish, severity: 'CRITICAL' }, ago(-40), burning.modelId))[0]).toMatchObject({ value: 0 });
  });

  it('of freshness is how long nothing came, of one metric or of any, now and earlier', async () => {
    const stale = await office.addVersion();
    // What is more than a minute ago counts as earlier: the nearest minute is not, for half a minute.
    const now = Math.round(Date.now() / 60_000) * 60_000;
    const ago = (minutes: number) => new Date(now - minutes * 60_000);
    await measureAll(office, { version: stale }, [
      { name: 'predictions', at: ago(200), value: 5 },
      { name: 'accuracy', at: ago(90), value: 1 },
    ]);
    const value = async (wish: Partial<MonitorWish>, at = ago(0)) =>
      (await find({ kind: 'FRESHNESS', windowMinutes: 60, ...wish }, at, stale.modelId)).map(each => [
        each.value,
        each.threshold,
      ]);
    expect(await value({})).toEqual([[90, 60]]);
    expect(await value({ metric: 'predictions' })).toEqual([[200, 60]]);
    expect(await value({ environment: 'production' }, new Date(Date.now() - 1000))).toEqual([[0, 60]]);
    expect(await value({}, ago(80))).toEqual([[10, 60]]);
    expect(await value({}, ago(150))).toEqual([[50, 60]]);
    expect(await value({}, ago(10))).toEqual([[60, 60]]);
    const [found] = await find({ kind: 'FRESHNESS' }, ago(0), stale.modelId);
    expect(found?.sentence).toMatch(
      /^Nothing was observed since .* UTC; 60 minutes without are the most\. Is the model/,
    );
  });

  it('of a metric beside its past is how many times as great it is', async () => {
    const seasonal = await office.addVersion();
    const day = 1440;
    await measureAll(office, { version: seasonal }, [
      { at: ago(1), value: 0.6 },
      { at: ago(2 * day), value: 0.8 },
      { at: ago(7 * day), value: 0.6 },
      { at: ago(14 * day), value: 0.4 },
    ]);
    const wish = { kind: 'METRIC', metric: 'accuracy', comparator: 'AT_LEAST', threshold: 0.9 } as const;
    const [trailing] = await find({ ...wish, reference: { kind: 'TRAILING', days: 3 } }, ago(0), seasonal.modelId);
    expect(trailing).toMatchObject({ value: expect.closeTo(0.75, 12) });
    expect(trailing?.sentence).toBe(
      'accuracy was 0.6 over the last hour (1 measured), 0.75 times what it was in the 3 days before (0.8); it must be at least 0.9 times.',
    );
    const [weekly] = await find({ ...wish, reference: { kind: 'SAME_WEEKDAY', weeks: 2 } }, ago(0), seasonal.modelId);
    expect(weekly).toMatchObject({ value: expect.closeTo(1.2, 12) });
    const [none] = await find({ ...wish, reference: { kind: 'TRAILING', days: 1 } }, ago(0), seasonal.modelId);
    expect(none).toMatchObject({ value: null });
  });

  it('of costs is what is spent of the budget, or will be', async () => {
    const model = await office.addModel();
    const now = new Date();
    const from = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 1, 1));
    const later = new Date(from.getTime() + 15 * 86_400_000);
    const costs = [{ from: from.toISOString(), to: later.toISOString(), amount: 90, currency: 'EUR' }];
    const spend = 'mutation ($input: RecordCostInput!) { recordCost(input: $input) { accepted problem { message } } }';
    await office.ask(office.engineer, spend, { input: { model, batchId: 'b', costs } });
    expect(await find({ kind: 'COST', metric: 'burn' }, later, model)).toMatchObject([{ value: null }]);
    const budget = 'mutation ($input: SetBudgetInput!) { setBudget(input: $input) { problem { message } } }';
    await office.ask(office.engineer, budget, { input: { model, amount: 100, currency: 'EUR' } });
    expect(await find({ kind: 'COST', metric: 'burn', threshold: 0.8 }, later, model)).toMatchObject([
      {
        value: 0.9,
        sentence: 'It cost 90 EUR this month so far; at most 80 % of the budget of 100 EUR may be spent.',
      },
    ]);
    const [forecast] = await find({ kind: 'COST' }, later, model);
    // 6 a day, for the 13 to 16 days that are left.
    expect(forecast?.value).toBeGreaterThan(1.6);
    expect(await find({ kind: 'COST', metric: 'amount', threshold: 10 }, later, model)).toMatchObject([{ value: 90 }]);
    expect(await find({ kind: 'COST' }, later, await office.addModel())).toEqual([]);
  });

  it('of duties is each that is not met, of what serves in production', async () => {
    const model = await office.addModel();
    const kept = {
      card: { missing: ['purpose', 'limitations'] },
      assumptions: [{ text: 'Nothing moves', status: 'BROKEN' }],
    };
    const well = { card: { missing: [] }, assumptions: [{ text: 'It rains', status: 'HOLDS' }] };
    const facts = {
      ...{ archivedAt: null, unowned: true, riskTier: 'HIGH', validationDueAt: ago(10).toISOString() },
      live: [{ version: { id: 'ver_1', version: '3', ...kept }, environment: { production: true } }],
      latestVersion: { id: 'ver_2', version: '4', ...well },
    };
    office.tell(model, { model: facts });
    const found = await find({ kind: 'COMPLIANCE' }, ago(0), model);
    expect(found.map(({ part, value }) => [part, value])).toEqual(
      ['validation', 'card', 'owner', 'assumptions'].map(part => [part, 1]),
    );
    expect(found[1]?.sentence).toContain('from the card of version 3: purpose, limitations.');
    expect(await find({ kind: 'COMPLIANCE', metric: 'validation' }, ago(20), model)).toMatchObject([{ value: 0 }]);
    office.tell(model, { model: { ...facts, live: [], unowned: false } });
    const newest = await find({ kind: 'COMPLIANCE' }, ago(20), model);
    expect(newest.map(({ value }) => value)).toEqual([0, 0, 0, 0]);
    office.tell(model, { model: { ...facts, archivedAt: ago(1).toISOString() } });
    expect((await find({ kind: 'COMPLIANCE' }, ago(0), model)).map(({ value }) => value)).toEqual([0, 0, 0, 0]);
  });

  it('by a kind that fails is a trouble of its own, and keeps no other from being found', async () => {
    const monitors = (['COMPLIANCE', 'ERROR_RATE'] as const).map(kind =>
      monitorFrom(wished({ name: kind, kind, ...(kind === 'ERROR_RATE' && { threshold: 0.1 }) }), {
        ...{ id: newId('mon'), modelId: version.modelId, origin: 'PERSON', current: null },
      }),
    );
    const failing = {
      ...office.evaluating.tools,
      graph: {
        ...office.evaluating.tools.graph,
        request: async () => ({ kind: 'Unreachable', message: 'No.' }) as const,
      },
    };
    const looks = monitors.map(monitor => ({ monitor, at: ago(0) }));
    const { found, troubles } = await findAll({ ...office.evaluating, tools: failing }, looks);
    expect(found).toMatchObject([{ place: 1 }]);
    expect(troubles).toMatchObject([{ place: 0, ours: true }]);
  });
});

it('has each kind under its own name', () => {
  expect(Object.entries(kinds).filter(([name, kind]) => name !== kind.name)).toEqual([]);
});
