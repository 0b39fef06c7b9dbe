import { type Db, openDatabase, rows } from '@handoff/kit/database/database';
import { migrate } from '@handoff/kit/database/migrate';
import { migrations } from '@handoff/migrations/list';
import { evaluateDue } from '@handoff/monitoring/alert/evaluation';
import { bucketTables } from '@handoff/monitoring/metric/buckets';
import { ensureDays } from '@handoff/monitoring/metric/partitions';
import { seriesOf } from '@handoff/monitoring/metric/read-series';
import { addTo, newSketch } from '@handoff/monitoring/metric/sketch';
import { sketchBytes } from '@handoff/monitoring/metric/sketch-bytes';
import { monitoringTables } from '@handoff/monitoring/subgraph';
import { evaluatingOn } from '@handoff/monitoring/testing/evaluating';
import { type Figure, figure } from './figures.ts';
import { withDatabase } from './own-database.ts';

const sizes = { models: 1_000, monitors: 10_000, minutes: 60, days: 90, perDay: 1_000, runs: 5 } as const;
const minuteMs = 60_000;
const dayMs = 1440 * minuteMs;

/** Evaluating many monitors over an hour that has something in every minute, and reading a long time of a metric. */
export function benchMonitors(): Promise<Figure[]> {
  return withDatabase(async ({ url }) => {
    await migrate(url, migrations);
    const db = await openDatabase({ url, tables: monitoringTables });
    try {
      const now = new Date();
      await fill(db, now);
      return [...(await evaluation(db, now)), await longSeries(db, now)];
    } finally {
      await db.destroy();
    }
  });
}

/** One series for each monitor, a value every minute of the last hour; one metric over 90 days. */
async function fill(db: Db, now: Date): Promise<void> {
  const begin = Math.floor(now.getTime() / minuteMs) * minuteMs;
  await ensureDays(
    db,
    Array.from({ length: sizes.days + 1 }, (_, i) => new Date(begin - i * dayMs)),
  );
  const sketch = newSketch();
  for (let i = 0; i < sizes.perDay; i++) addTo(sketch, Math.exp(i / 100));
  const bytes = sketchBytes(sketch);
  await rows(db, `INSERT INTO access.model (id) SELECT 'mdl_' || i FROM generate_series(1, $1::int) i`, [sizes.models]);
  await rows(
    db,
    `INSERT INTO monitoring.metric_bucket (version_id, deployment_id, environment, name, slice, at, model_id, n, sum,
       sum_of_squares, min, max, sketch)
     SELECT 'ver_' || s % $1::int, '', '', 'm' || s / $1::int, '', $2::timestamptz - make_interval(mins => m),
       'mdl_' || 1 + s % $1::int, 100, 90, 85, 0, 1, '\\x0102000000000000f03f64'
     FROM generate_series(0, $3::int - 1) s, generate_series(0, $4::int - 1) m`,
    [sizes.models, new Date(begin), sizes.monitors, sizes.minutes],
  );
  for (const table of [bucketTables.HOUR, bucketTables.DAY]) {
    const step = table === bucketTables.HOUR ? '1 hour' : '1 day';
    await rows(
      db,
      `INSERT INTO ${table} (version_id, deployment_id, environment, name, slice, at, model_id, n, sum, sum_of_squares,
         min, max, sketch)
       SELECT 'ver_0', '', '', 'latency_ms', '', at, 'mdl_1', 1000, 1000, 1000, 1, 22026, $3
       FROM generate_series(date_trunc('day', $1::timestamptz, 'UTC'), $2, $4::interval) at`,
      [new Date(begin - sizes.days * dayMs), now, bytes, step],
    );
  }
  await rows(
    db,
    `INSERT INTO monitoring.monitor (id, model_id, name, kind, origin, metric, comparator, threshold, window_minutes,
       for_minutes, keep_firing_minutes, minimum_rows, severity, enabled, revision, saved_at)
     SELECT 'mon_' || s, 'mdl_' || 1 + s % $1::int, 'Monitor ' || s, 'METRIC', 'PERSON', 'm' || s / $1::int, 'AT_LEAST',
       0.5, $3, 0, 0, 1, 'WARNING', true, 1, $4 FROM generate_series(0, $2::int - 1) s`,
    [sizes.models, sizes.monitors, sizes.minutes, now],
  );
  await rows(db, 'VACUUM ANALYZE');
}

async function evaluation(db: Db, now: Date): Promise<Figure[]> {
  const evaluating = evaluatingOn(db);
  const all = async (at: Date) => {
    const began = performance.now();
    let evaluated = 0;
    const evaluator = async () => {
      for (let some = -1; some !== 0; evaluated += some) some = await evaluateDue(evaluating, 'FAST', at);
    };
    // As many as each process has.
    await Promise.all([evaluator(), evaluator()]);
    if (evaluated !== sizes.monitors) throw new Error(`${evaluated} of ${sizes.monitors} monitors were evaluated.`);
    return performance.now() - began;
  };
  const samples: number[] = [];
  for (let run = 0; run < sizes.runs; run++) samples.push(await all(new Date(now.getTime() + run * 15_000)));
  // All of them breach at once: the worst that can be.
  await rows(db, 'UPDATE monitoring.monitor SET threshold = 0.95');
  const firing = await all(new Date(now.getTime() + sizes.runs * 15_000));
  const count = sizes.monitors.toLocaleString('en');
  return [
    figure({ bench: 'monitoring', figure: `${count} monitors evaluated`, samples, digits: 0, atMost: 1_000 }),
    figure({ bench: 'monitoring', figure: `the same when all of them fire`, samples: [firing], digits: 0 }),
  ];
}

async function longSeries(db: Db, now: Date): Promise<Figure> {
  const wanted = {
    ...{ modelId: 'mdl_1', versionId: 'ver_0', deploymentId: null, environment: null, name: 'latency_ms', slice: '' },
    ...{ from: new Date(now.getTime() - sizes.days * dayMs), to: now, grain: 'DAY' as const, quantiles: true },
  };
  const samples: number[] = [];
  for (let run = 0; run < 4 * sizes.runs; run++) {
    const began = performance.now();
    const [series] = await seriesOf(db, [wanted], now);
    samples.push(performance.now() - began);
    if ((series?.points.length ?? 0) < sizes.days) throw new Error('The series is not whole.');
  }
  return figure({ bench: 'monitoring', figure: `${sizes.days} days of a metric`, samples, atMost: 50 });
}
