import { rows } from '@handoff/kit/database/database';
import { countStatements } from '@handoff/kit/database/statements';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dayMs, floorTo, type Grain, grainMs, grains, minuteMs } from '../grain.ts';
import { type Office, openOffice } from '../testing/office.ts';
import { measureAll } from '../testing/watching.ts';
import { minuteDays, stretches } from './grain.ts';
import { sumsOf } from './sums.ts';

const now = new Date('2026-11-21T09:41:30Z');
const ago = (minutes: number) => new Date(floorTo(now, 'MINUTE').getTime() - minutes * minuteMs);

describe('a period', () => {
  it('is cut into whole days, hours and minutes without a gap, and into few', () => {
    const minutes = fc.integer({ min: 0, max: minuteDays * 1440 - 1 });
    fc.assert(
      fc.property(minutes, minutes, fc.constantFrom<Grain>(...grains), (a, b, coarsest) => {
        const period = { from: ago(Math.max(a, b)), to: ago(Math.min(a, b)) };
        const parts = stretches(period, coarsest, now);
        const edges = parts.flatMap(({ from, to }) => [from.getTime(), to.getTime()]);
        expect([edges[0], edges.at(-1)]).toEqual(
          a === b ? [undefined, undefined] : [period.from.getTime(), period.to.getTime()],
        );
        for (let i = 1; i < edges.length - 1; i += 2) expect(edges[i]).toBe(edges[i + 1]);
        const buckets = parts.map(({ from, to, grain }) => {
          expect([from, to].every(at => at.getTime() === floorTo(at, grain).getTime())).toBe(true);
          expect(grains.indexOf(grain)).toBeLessThanOrEqual(grains.indexOf(coarsest));
          return (to.getTime() - from.getTime()) / grainMs[grain];
        });
        const most = { MINUTE: minuteDays * 1440, HOUR: minuteDays * 24 + 118, DAY: minuteDays + 46 + 118 };
        expect(buckets.reduce((sum, each) => sum + each, 0)).toBeLessThanOrEqual(most[coarsest]);
      }),
    );
  });

  it('begins and ends with an hour where minutes are not kept any more', () => {
    const from = new Date(now.getTime() - minuteDays * dayMs);
    const to = new Date(from.getTime() - minuteMs);
    expect(stretches({ from, to: ago(0) }, 'DAY', now)[0]).toMatchObject({
      grain: 'HOUR',
      from: new Date('2026-10-12T09:00:00Z'),
    });
    expect(stretches({ from: new Date(to.getTime() - minuteMs), to }, 'DAY', now)).toEqual([
      { grain: 'HOUR', from: new Date('2026-10-12T09:00:00Z'), to: new Date('2026-10-12T10:00:00Z') },
    ]);
  });
});

describe('what was measured', () => {
  let office: Office;
  beforeAll(async () => {
    office = await openOffice();
  });
  afterAll(() => office.database.drop());

  it('adds up to the same by the minute, the hour and the day, and windows of many take no more statements', async () => {
    const version = await office.addVersion();
    const today = new Date();
    const hours = Array.from({ length: 70 }, (_, i) => new Date(today.getTime() - i * 61.7 * minuteMs));
    await measureAll(
      office,
      { version },
      hours.map((at, i) => ({ at, value: i * i, n: 1 + (i % 3) })),
    );
    const of = { modelId: version.modelId, name: 'accuracy', slice: '', deploymentId: null, environment: null };
    const windows = [1, 3, 59, 60, 61, 1439, 1441, 2880, 4300].map(minutes => ({
      ...{ ...of, versionId: null },
      from: floorTo(new Date(today.getTime() - minutes * minuteMs), 'MINUTE'),
      to: new Date(today.getTime() + minuteMs),
    }));
    const inMinutes = await Promise.all(
      windows.map(({ from, to }) =>
        rows<{ n: number; sum: number; min: number; max: number }>(
          office.db,
          `SELECT sum(n) AS n, sum(sum) AS sum, min(min) AS min, max(max) AS max FROM monitoring.metric_bucket
           WHERE version_id = $1 AND at >= $2 AND at < $3`,
          [version.id, from, to],
        ),
      ),
    );
    const reading = { sketches: true, now: today };
    const { result, statements } = await countStatements(() => sumsOf(office.db, windows, reading));
    const found = result.toSorted((a, b) => a.place - b.place);
    expect(found.map(({ n, sum, min, max }) => ({ n, sum, min, max }))).toEqual(inMinutes.map(([sum]) => sum));
    const one = await countStatements(() => sumsOf(office.db, windows.slice(-1), reading));
    expect(statements).toHaveLength(one.statements.length);
  });

  it('is kept by the hour and the day alone when it is too old for minutes', async () => {
    const version = await office.addVersion();
    const old = { at: new Date(Date.now() - (minuteDays + 1) * dayMs), value: 3 };
    await measureAll(office, { version }, [old, { at: new Date(), value: 1 }]);
    const counts = await Promise.all(
      ['bucket', 'hour', 'day'].map(async table => {
        const sql = `SELECT n FROM monitoring.metric_${table} WHERE version_id = $1`;
        return (await rows(office.db, sql, [version.id])).length;
      }),
    );
    expect(counts).toEqual([1, 2, 2]);
  });
});
