import { write } from '@handoff/kit/database/database';
import { countStatements } from '@handoff/kit/database/statements';
import { newId } from '@handoff/kit/id';
import { type TestDatabase, testDatabase } from '@handoff/kit/testing/database';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { grainMs } from '../grain.ts';
import type { Subject } from '../metric/subject.ts';
import { dropPartitions } from '../partitions.ts';
import { monitoringTables } from '../subgraph.ts';
import { countDistinct } from './distinct.ts';
import { ensureSummaryPartitions, summaryPartitions } from './partitions.ts';
import { columnCountsOf, type SummaryRequest, summariesOf } from './queries.ts';
import { addParts, type Part } from './store.ts';
import { quantiles } from './summary.ts';
import { categoricalSummary, type Given, numericSummary } from './testing/summarise.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase(monitoringTables);
});
afterAll(() => database.drop());

const now = new Date();
const today = Math.floor(now.getTime() / grainMs.DAY) * grainMs.DAY;
const minute = (count: number) => today + count * grainMs.MINUTE;
const subject = (changes: Partial<Subject> = {}): Subject => ({
  ...{ modelId: newId('mdl'), versionId: newId('ver'), deploymentId: newId('dep'), environment: 'production' },
  ...changes,
});
const part = (at: number, values: readonly Given[], changes: Partial<Part> = {}): Part => ({
  ...{ role: 'FEATURE', name: 'age', slice: '', grain: 'MINUTE', at, summary: numericSummary(values) },
  ...changes,
});

async function add(of: Subject, parts: readonly Part[]): Promise<void> {
  const instants = parts.map(({ at }) => new Date(at));
  await ensureSummaryPartitions(database.db, { MINUTE: instants, HOUR: instants, DAY: instants });
  await write(database.db, tx => addParts(tx, of, parts));
}
const ask = (of: Subject, changes: Partial<SummaryRequest> = {}): SummaryRequest => ({
  ...{ versionId: of.versionId, deploymentId: null, environment: null },
  ...{ from: new Date(today), to: new Date(today + grainMs.DAY), ...changes },
});

describe('what was added', () => {
  it('adds up over minutes, hours and days, in whatever steps it came', async () => {
    const of = subject();
    await add(of, [part(minute(1), [1, 2, null]), part(minute(61), [3])]);
    await add(of, [part(minute(1), [4, 'x']), part(minute(700), [5])]);
    const spans: [number, number][] = [
      [minute(0), minute(2)],
      [minute(0), minute(60)],
      [minute(0), minute(100)],
      [today, today + grainMs.DAY],
    ];
    const requests = spans.map(([from, to]) => ask(of, { from: new Date(from), to: new Date(to) }));
    const found = await summariesOf(database.db, requests, now);
    expect(found.map(([column]) => [column?.n, column?.missing, column?.invalid, column?.summary.max])).toEqual([
      [5, 1, 1, 4],
      [5, 1, 1, 4],
      [6, 1, 1, 4],
      [7, 1, 1, 5],
    ]);
    const [column] = found[3] ?? [];
    expect(column && quantiles(column.summary, [0, 0.5, 1])).toEqual([1, 3, 5]);
    expect(column && countDistinct(column.summary.distinct)).toBe(5);
  });

  it('is told apart by column, slice, deployment and environment', async () => {
    const version = subject();
    const other = { ...version, deploymentId: newId('dep'), environment: 'staging' };
    await add(version, [part(minute(1), [1]), part(minute(1), [9], { slice: 'channel=web' })]);
    await add(version, [part(minute(2), [], { name: 'channel', summary: categoricalSummary(['web']) })]);
    await add(other, [part(minute(1), [2, 3])]);
    const requests = [
      ask(version),
      ask(version, { deploymentId: version.deploymentId }),
      ask(version, { environment: 'staging' }),
      ask(version, { slice: 'channel=web' }),
      ask(version, { names: ['channel'] }),
      ask(subject()),
    ];
    const counts = await columnCountsOf(database.db, requests, now);
    expect(counts.map(columns => columns.map(({ name, kind, n }) => [name, kind, n]))).toEqual([
      [
        ['age', 'NUMERIC', 3],
        ['channel', 'CATEGORICAL', 1],
      ],
      [
        ['age', 'NUMERIC', 1],
        ['channel', 'CATEGORICAL', 1],
      ],
      [['age', 'NUMERIC', 2]],
      [['age', 'NUMERIC', 1]],
      [['channel', 'CATEGORICAL', 1]],
      [],
    ]);
  });

  it('is of one kind for each column: what comes as another counts as invalid', async () => {
    const of = subject();
    await add(of, [part(minute(1), [1])]);
    await add(of, [part(minute(2), [], { summary: categoricalSummary(['a', 'b', null]) })]);
    const [[column] = []] = await summariesOf(database.db, [ask(of)], now);
    expect(column).toMatchObject({ kind: 'NUMERIC', n: 4, missing: 1, invalid: 2 });
  });

  it('takes one statement however many requests there are', async () => {
    const versions = Array.from({ length: 20 }, () => subject());
    for (const of of versions) await add(of, [part(minute(3), [1])]);
    const counted = await countStatements(() =>
      summariesOf(
        database.db,
        versions.map(of => ask(of)),
        now,
      ),
    );
    expect(counted.result.map(([column]) => column?.n)).toEqual(Array(20).fill(1));
    expect(counted.statements).toHaveLength(1);
  });
});

it('partitions are dropped when their time is over, and no others', async () => {
  const of = subject();
  const old = today - 5 * grainMs.DAY;
  await add(of, [part(old, [1]), part(minute(0), [2])]);
  const before = new Date(today - 3 * grainMs.DAY);
  const dropped = await dropPartitions(database.db, summaryPartitions.MINUTE, before);
  expect(dropped).toEqual([
    `monitoring.summary_minute_${new Date(old).toISOString().slice(0, 10).replaceAll('-', '')}`,
  ]);
  expect(await dropPartitions(database.db, summaryPartitions.MINUTE, before)).toEqual([]);
  const [[column] = []] = await summariesOf(
    database.db,
    [ask(of, { from: new Date(old), to: new Date(today + grainMs.DAY) })],
    now,
  );
  expect(column?.n).toBe(2);
});
