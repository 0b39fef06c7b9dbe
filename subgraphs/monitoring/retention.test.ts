import { rows } from '@handoff/kit/database/database';
import { type TestDatabase, testDatabase } from '@handoff/kit/testing/database';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { labelPartitions } from './label/store.ts';
import { metricPartitions } from './metric/partitions.ts';
import { predictionPartitions } from './observation/prediction-store.ts';
import { ensurePartitions } from './partitions.ts';
import { dropOld } from './retention.ts';
import { monitoringTables } from './subgraph.ts';
import { summaryPartitions } from './summary/partitions.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase(monitoringTables);
});
afterAll(() => database.drop());

const now = new Date('2026-11-21T15:00:00Z');
const ago = (days: number) => new Date(now.getTime() - days * 86_400_000);

it('drops each table when its time is over, and nothing before', async () => {
  const tables = [
    ...[summaryPartitions.MINUTE, summaryPartitions.HOUR, summaryPartitions.DAY],
    ...[metricPartitions.MINUTE, predictionPartitions, labelPartitions],
  ];
  for (const table of tables) await ensurePartitions(database.db, table, [0, 3, 5, 31, 80, 200, 500].map(ago));
  const dropped = await dropOld(database.db, 30, now);
  const of = (table: string) =>
    dropped.filter(name => name.startsWith(`${table}_2`)).map(name => name.slice(table.length + 1));
  expect(of('monitoring.summary_minute')).toEqual(['20250709', '20260505', '20260902', '20261021', '20261116']);
  expect(of('monitoring.summary_hour')).toEqual(['202507', '202605']);
  expect(of('monitoring.summary_day')).toEqual(['202507']);
  expect(of('monitoring.prediction')).toEqual(['20250709', '20260505', '20260902', '20261021']);
  expect(of('monitoring.label')).toEqual(of('monitoring.prediction'));
  expect(await dropOld(database.db, 30, now)).toEqual([]);
});

it('forgets batches whose rows would be too old', async () => {
  const add = `INSERT INTO monitoring.observation_batch (scope_id, batch_id, started_at, recorded_at, lines, checksum,
    accepted, rejected, complete) VALUES ('s', $1, $2, $2, 1, 0, 1, 0, true)`;
  await rows(database.db, add, ['old', ago(402)]);
  await rows(database.db, add, ['kept', ago(400)]);
  await dropOld(database.db, 30, now);
  const left = await rows(database.db, 'SELECT b.batch_id AS id FROM monitoring.observation_batch b');
  expect(left).toEqual([{ id: 'kept' }]);
});
