import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brokenLaws } from '@handoff/bench/faults/check';
import { only, readHistory } from '@handoff/bench/faults/history';
import { type Db, rows } from '@handoff/kit/database/database';
import { testDatabase } from '@handoff/kit/testing/database';
import { ensureDays } from '@handoff/monitoring/metric/partitions';
import { expect, it } from 'vitest';
import { end, handoff, ready, saidBy } from '../command.ts';

const count = 2_000;

/** Monitors that all breach, with what they look at. */
async function fill(db: Db): Promise<void> {
  const now = new Date();
  await ensureDays(db, [now]);
  await rows(db, `INSERT INTO access.model (id) SELECT 'mdl_' || i FROM generate_series(1, 100) i`);
  await rows(
    db,
    `INSERT INTO monitoring.metric_bucket (version_id, deployment_id, environment, name, slice, at, model_id, n, sum,
       sum_of_squares, min, max, sketch)
     SELECT 'ver_' || i, '', '', 'accuracy', '', date_trunc('minute', $1::timestamptz), 'mdl_' || i, 1, 0.5, 0.25, 0.5, 0.5,
       '\\x010000' FROM generate_series(1, 100) i`,
    [now],
  );
  await rows(
    db,
    `INSERT INTO monitoring.monitor (id, model_id, name, kind, origin, metric, comparator, threshold, window_minutes,
       for_minutes, keep_firing_minutes, minimum_rows, severity, enabled, revision, saved_at)
     SELECT 'mon_' || s, 'mdl_' || 1 + s % 100, 'Monitor ' || s, 'METRIC', 'PERSON', 'accuracy', 'AT_LEAST', 0.9, 60, 0, 0, 1,
       'WARNING', true, 1, $1 FROM generate_series(1, $2::int) s`,
    [now, count],
  );
}

it('kill -9 of one of two that evaluate: every monitor fires, and is told of once', async () => {
  const database = await testDatabase([]);
  const { db } = database;
  const home = await mkdtemp(join(tmpdir(), 'handoff-evaluators-'));
  const token = randomBytes(24).toString('hex');
  const start = async (name: string) => {
    const child = handoff(['start'], {
      ...{ PORT: '0', DATABASE_URL: database.url, HANDOFF_HOME: join(home, name), HANDOFF_DEMO: '0' },
      HANDOFF_BOOTSTRAP_TOKEN: token,
    });
    await ready(child);
    return child;
  };
  const one = await start('one');
  const other = await start('other');
  const said = saidBy(other);
  try {
    await fill(db);
    const claimed = async () => (await rows(db, 'SELECT FROM monitoring.monitor WHERE lease IS NOT NULL')).length;
    await expect.poll(claimed, { interval: 5, timeout: 30_000 }).toBeGreaterThan(0);
    one.kill('SIGKILL');
    const fired = async () => (await rows(db, `SELECT FROM monitoring.alert WHERE state = 'FIRING'`)).length;
    const all = expect.poll(fired, { interval: 500, timeout: 120_000 }).toBe(count);
    await all.catch(error => {
      throw new Error(`The other process said: ${said()}`, { cause: error });
    });
    const told = await rows<{ monitors: number; events: number; notices: number }>(
      db,
      `SELECT count(DISTINCT a.monitor_id)::int AS monitors, count(e.id)::int AS events, count(n.id)::int AS notices
       FROM monitoring.alert a JOIN event.entry e ON e.subject_id = a.id
       LEFT JOIN event.notification n ON n.entry_id = e.id`,
    );
    expect(told).toEqual([{ monitors: count, events: count, notices: count }]);
    const history = only(await readHistory(db, new Set()), 'alert');
    expect(history.steps.length).toBe(count);
    expect(brokenLaws({ ...history, acknowledged: [] })).toEqual([]);
  } finally {
    await end(other);
    await database.drop();
    await rm(home, { recursive: true, force: true });
  }
}, 240_000);
