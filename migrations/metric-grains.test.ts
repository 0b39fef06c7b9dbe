import { rows } from '@handoff/kit/database/database';
import { testDatabase } from '@handoff/kit/testing/database';
import { expect, it } from 'vitest';
import { MetricGrains0029000000000 } from './0029-metric-grains.ts';

it('adds up to hours and days what was measured before there were any', async () => {
  const database = await testDatabase([]);
  const { db } = database;
  const runner = db.createQueryRunner();
  try {
    const migration = new MetricGrains0029000000000();
    await migration.down(runner);
    await rows(
      db,
      `CREATE TABLE monitoring.metric_bucket_old PARTITION OF monitoring.metric_bucket
         FOR VALUES FROM ('2025-12-31Z') TO ('2026-01-02Z')`,
    );
    await rows(
      db,
      `INSERT INTO monitoring.metric_bucket SELECT 'ver_1', 'dep_1', 'production', 'accuracy', '', at, 'mdl_1', 2, 3, 5,
         1, 2, 'ms', '\\x01' FROM generate_series('2025-12-31T23:00Z'::timestamptz, '2026-01-01T01:59Z', '1 minute') at`,
    );
    await rows(
      db,
      `INSERT INTO monitoring.metric_series (version_id, deployment_id, name, model_id)
         VALUES ('ver_1', 'dep_1', 'accuracy', 'mdl_1')`,
    );
    await migration.up(runner);
    const sums = (table: string) =>
      rows(db, `SELECT at, n, sum, max, length(sketch) AS bytes FROM monitoring.${table} ORDER BY at`);
    const hour = { n: 120, sum: 180, max: 2, bytes: 60 };
    expect(await sums('metric_hour')).toEqual(
      ['2025-12-31T23:00Z', '2026-01-01T00:00Z', '2026-01-01T01:00Z'].map(at => ({ at: new Date(at), ...hour })),
    );
    expect((await sums('metric_day')).map(day => (day as { n: number }).n)).toEqual([120, 240]);
    expect(await rows(db, 'SELECT environment FROM monitoring.metric_series')).toEqual([{ environment: 'production' }]);
  } finally {
    await runner.release();
    await database.drop();
  }
});
