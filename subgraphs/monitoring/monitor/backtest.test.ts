import { rows } from '@handoff/kit/database/database';
import { countStatements } from '@handoff/kit/database/statements';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { observe } from '../testing/observing.ts';
import { type KnownVersion, type Office, openOffice } from '../testing/office.ts';
import { evaluateAll, lowAccuracy, type Measured, measureAll, watch } from '../testing/watching.ts';
import { instantsOf } from './replay.ts';

let office: Office;
beforeAll(async () => {
  office = await openOffice();
});
afterAll(() => office.database.drop());

const minute = Math.floor(Date.now() / 60_000) * 60_000;
const at = (minutes: number) => new Date(minute + minutes * 60_000);

interface Replayed {
  evaluations: number;
  firings: { from: string; to: string | null; value: number }[];
}
const source = `query ($monitor: MonitorInput!, $from: DateTime!, $to: DateTime!) {
  backtest(monitor: $monitor, from: $from, to: $to) { evaluations firings { from to value } } }`;
async function replay(of: { model: string; from?: Date; to?: Date; as?: string }, monitor: object) {
  const { model, from = at(-180), to = at(0), as = office.engineer } = of;
  const variables = { monitor: { model, ...lowAccuracy, ...monitor }, from: from.toISOString(), to: to.toISOString() };
  return (await office.ask<{ backtest: Replayed | null }>(as, source, variables)).backtest;
}

async function measured(points: Measured[]): Promise<KnownVersion> {
  const version = await office.addVersion();
  await measureAll(office, { version }, points);
  return version;
}

describe('a rule that is replayed', () => {
  it('fires when it would have, and ends when it would have, with nothing saved', async () => {
    const values = [0.95, 0.5, 0.5, 0.95, 0.4].map((value, i) => ({ at: at(-150 + 30 * i), value }));
    const { modelId } = await measured(values);
    const found = await replay({ model: modelId }, { windowMinutes: 10, forMinutes: 3 });
    const iso = (minutes: number) => at(minutes).toISOString();
    expect(found?.evaluations).toBe(181);
    expect(found?.firings).toEqual([
      { from: iso(-117), to: iso(-60), value: 0.5 },
      { from: iso(-27), to: null, value: 0.4 },
    ]);
    const saved = await rows(office.db, 'SELECT FROM monitoring.monitor WHERE model_id = $1', [modelId]);
    const alerts = await rows(office.db, 'SELECT FROM monitoring.alert WHERE model_id = $1', [modelId]);
    expect([saved, alerts]).toEqual([[], []]);
  });

  it('does what it does when it is evaluated minute by minute', async () => {
    const version = await office.addVersion();
    const rule = { windowMinutes: 5, forMinutes: 2, keepFiringMinutes: 4 };
    await watch(office, version.modelId, rule);
    await rows(office.db, `UPDATE monitoring.monitor SET saved_at = $1`, [at(-500)]);
    for (let i = 40; i > 0; i--) {
      await measureAll(office, { version }, [{ at: at(-i), value: (i * 7) % 11 < 5 ? 0.5 : 0.99 }]);
      await evaluateAll(office, at(-i));
    }
    const sql = `SELECT a.fired_at AS "from", a.resolved_at AS "to" FROM monitoring.alert a
      WHERE a.model_id = $1 AND EXISTS (SELECT FROM event.entry e WHERE e.subject_id = a.id AND e.action = 'alert.fired') ORDER BY a.id`;
    const real = await rows<{ from: Date; to: Date | null }>(office.db, sql, [version.modelId]);
    const found = await replay({ model: version.modelId, from: at(-40), to: at(-1) }, rule);
    expect(real.length).toBeGreaterThan(0);
    expect(found?.firings.map(({ from, to }) => [from, to])).toEqual(
      real.map(({ from, to }) => [from.toISOString(), to?.toISOString() ?? null]),
    );
  });

  it.each<[string, object, number]>([
    ['LATENCY', { metric: 'p50', comparator: null, threshold: 100 }, 1],
    ['ERROR_RATE', { comparator: null, threshold: 0.1 }, 1],
    ['BURN_RATE', { comparator: null, threshold: null, objective: 0.99, severity: 'CRITICAL' }, 1],
    ['FRESHNESS', { metric: 'error_rate', comparator: null, threshold: null, windowMinutes: 20 }, 2],
  ])('may be of kind %s', async (kind, monitor, firings) => {
    const { modelId } = await measured([
      { at: at(-100), name: 'latency_ms', value: 300 },
      { at: at(-100), name: 'error_rate', value: 0.5, n: 100 },
      { at: at(-80), name: 'latency_ms', value: 10 },
      { at: at(-80), name: 'error_rate', value: 0, n: 100 },
    ]);
    const found = await replay({ model: modelId }, { kind, metric: null, windowMinutes: 10, ...monitor });
    expect(found?.firings).toHaveLength(firings);
  });

  it('may be of drift', async () => {
    const version = await office.addVersion();
    const age = (i: number) => 20 + ((i * 7919) % 40);
    const sent = { count: 300, numbers: { age } };
    for (const hours of [30, 26]) await observe(office, version, { ...sent, from: at(-60 * hours) });
    await observe(office, version, { ...sent, from: at(-100), numbers: { age: i => age(i) + 25 } });
    const none = { metric: null, comparator: null, threshold: null };
    const found = await replay(
      { model: version.modelId },
      { kind: 'DRIFT', ...none, minimumRows: 100, windowMinutes: 30 },
    );
    expect(found?.firings).toMatchObject([{ value: 1 }]);
    expect(found?.evaluations).toBe(37);
  });

  it('takes as many statements over a day as over an hour', async () => {
    const { modelId } = await measured([{ at: at(-5), value: 0.5 }]);
    const count = async (from: Date) => (await countStatements(() => replay({ model: modelId, from }, {}))).statements;
    expect((await count(at(-1439))).length).toBe((await count(at(-59))).length);
  });

  it('is seen by who may read the model, and is not there for others', async () => {
    const { modelId } = await measured([{ at: at(-5), value: 0.5 }]);
    expect(await replay({ model: modelId, as: office.ana }, {})).not.toBeNull();
    const secret = await office.addModel('RESTRICTED');
    expect(await replay({ model: secret, as: office.ana }, {})).toBeNull();
    expect(await replay({ model: 'nobody' }, {})).toBeNull();
  });

  it.each<[string, object, object, RegExp]>([
    ['that makes no sense', { threshold: null }, {}, /from which value on/],
    [
      'of a query',
      { metric: null, prometheus: { server: 'https://p.example', query: 'up' } },
      {},
      /stays with its server/,
    ],
    ['of duties', { kind: 'COMPLIANCE', metric: null, comparator: null, threshold: null }, {}, /nothing to replay/],
    ['over no time', {}, { from: at(-1), to: at(-1) }, /before it begins/],
    ['over the future', {}, { to: at(60) }, /future/],
    ['over what is not kept', {}, { from: at(-401 * 1440) }, /400 days/],
    [
      'over too long a time',
      { windowMinutes: 60 },
      { from: at(-61 * 1440) },
      /60 days can be replayed at most, in 1440/,
    ],
  ])('%s is refused in words', async (...[, monitor, period, message]) => {
    const model = await office.addModel();
    await expect(replay({ model, ...period }, monitor)).rejects.toThrow(message);
  });
});

it('is evaluated as often as its kind is, and less often over a long time, but never past its window', () => {
  const paced = (changes: object) => ({ everySeconds: 15, slow: false, windowMinutes: 60, ...changes });
  const counted = (changes: object, days: number) => {
    const instants = instantsOf(paced(changes), at(-days * 1440), at(0));
    return typeof instants === 'string' ? instants : instants.length;
  };
  expect([
    counted({}, 1),
    counted({}, 30),
    counted({ everySeconds: 900 }, 1),
    counted({ slow: true, everySeconds: 300 }, 1),
  ]).toEqual([...[1441, 1441, 97], 201]);
  expect(counted({ slow: true, everySeconds: 300, windowMinutes: 30 }, 7)).toContain('4 days can be replayed');
});
