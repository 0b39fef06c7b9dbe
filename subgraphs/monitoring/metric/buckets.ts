import { rows, type Tx } from '@handoff/kit/database/database';
import { type Grain, grains } from '../grain.ts';
import { type Bucket, bucketColumns, bucketKey, coarser } from './bucket.ts';
import { hasMinutes } from './grain.ts';
import { mergeInto } from './sketch.ts';
import { sketchOf } from './sketch-bytes.ts';
import type { Subject } from './subject.ts';

/**
 * Locks the series of metrics until the commit, those that are new too: whoever adds to their buckets does it alone.
 * They are locked in the order of their names, so that two writers never wait for each other. Answers the units that
 * the version's metrics are recorded in, by name; left out where none is known.
 */
export async function lockSeries(tx: Tx, of: Subject, names: readonly string[]): Promise<Map<string, string>> {
  await rows(
    tx,
    `INSERT INTO monitoring.metric_series (version_id, deployment_id, name, model_id)
     SELECT $1, $2, n.name, $3 FROM unnest($4::text[]) AS n(name) ORDER BY n.name COLLATE "C" ON CONFLICT DO NOTHING`,
    [of.versionId, of.deploymentId, of.modelId, names],
  );
  const found = await rows<{ name: string; unit: string }>(
    tx,
    `SELECT s.name, s.unit FROM monitoring.metric_series s
     WHERE s.version_id = $1 AND s.name = ANY($2::text[]) AND s.deployment_id = $3 ORDER BY s.name FOR UPDATE`,
    [of.versionId, names, of.deploymentId],
  );
  const elsewhere = await rows<{ name: string; unit: string }>(
    tx,
    `SELECT DISTINCT s.name, s.unit FROM monitoring.metric_series s
     WHERE s.version_id = $1 AND s.name = ANY($2::text[]) AND s.unit IS NOT NULL`,
    [of.versionId, names],
  );
  return new Map([...elsewhere, ...found].filter(({ unit }) => unit !== null).map(({ name, unit }) => [name, unit]));
}

/** Where the buckets of a grain are. */
export const bucketTables: Readonly<Record<Grain, string>> = {
  MINUTE: 'monitoring.metric_bucket',
  HOUR: 'monitoring.metric_hour',
  DAY: 'monitoring.metric_day',
};

/**
 * Adds the buckets of minutes to those of the same minutes, hours and days, so that none of these lags behind; minutes
 * that are too old to be kept are left out. Their series are locked.
 */
export async function addBuckets(tx: Tx, of: Subject, minutes: readonly Bucket[]): Promise<void> {
  const now = new Date();
  for (const grain of grains) {
    const buckets = grain === 'MINUTE' ? minutes.filter(({ at }) => hasMinutes(at, now)) : coarser(minutes, grain);
    if (buckets.length > 0) await addGrain(tx, of, { grain, buckets });
  }
}

interface OfGrain {
  grain: Grain;
  buckets: readonly Bucket[];
}

async function addGrain(tx: Tx, of: Subject, { grain, buckets }: OfGrain): Promise<void> {
  const known = await knownBuckets(tx, of, { grain, buckets });
  const merged = buckets.map(bucket => addedTo(known.get(bucketKey(bucket)), bucket));
  await rows(
    tx,
    `INSERT INTO ${bucketTables[grain]} (version_id, deployment_id, environment, model_id,
       name, slice, at, n, sum, sum_of_squares, min, max, unit, sketch)
     SELECT $1, $2, $3, $4, b.* FROM unnest($5::text[], $6::text[], $7::timestamptz[], $8::float8[], $9::float8[],
       $10::float8[], $11::float8[], $12::float8[], $13::text[], $14::bytea[]) AS b
     ON CONFLICT (version_id, name, slice, at, deployment_id, environment) DO UPDATE SET n = excluded.n,
       sum = excluded.sum, sum_of_squares = excluded.sum_of_squares, min = excluded.min, max = excluded.max,
       unit = excluded.unit, sketch = excluded.sketch`,
    [of.versionId, of.deploymentId, of.environment, of.modelId, ...bucketColumns(merged)],
  );
}

type Stored = Omit<Bucket, 'sketch'> & { bytes: Buffer };

async function knownBuckets(tx: Tx, of: Subject, { grain, buckets }: OfGrain): Promise<Map<string, Stored>> {
  const times = buckets.map(({ at }) => at);
  const found = await rows<Stored>(
    tx,
    `SELECT b.name, b.slice, b.at, b.unit, b.n, b.sum, b.sum_of_squares AS "sumOfSquares", b.sketch AS bytes
     FROM ${bucketTables[grain]} b
     WHERE b.version_id = $1 AND b.deployment_id = $2 AND b.environment = $3
       AND b.name = ANY($4::text[]) AND b.slice = ANY($5::text[]) AND b.at = ANY($6::timestamptz[])`,
    [of.versionId, of.deploymentId, of.environment, distinct(buckets, 'name'), distinct(buckets, 'slice'), times],
  );
  return new Map(found.map(bucket => [bucketKey(bucket), bucket]));
}

function distinct(buckets: readonly Bucket[], field: 'name' | 'slice'): string[] {
  return [...new Set(buckets.map(bucket => bucket[field]))];
}

function addedTo(known: Stored | undefined, bucket: Bucket): Bucket {
  if (!known) return bucket;
  const sketch = sketchOf(known.bytes);
  mergeInto(sketch, bucket.sketch);
  return {
    ...bucket,
    n: known.n + bucket.n,
    sum: known.sum + bucket.sum,
    sumOfSquares: known.sumOfSquares + bucket.sumOfSquares,
    unit: known.unit ?? bucket.unit,
    sketch,
  };
}

/** Notes what the series of metrics now hold; monitors over them are due. */
export async function noteSeries(tx: Tx, of: Subject, buckets: readonly Bucket[]): Promise<void> {
  await rows(
    tx,
    `UPDATE monitoring.metric_series s SET unit = coalesce(s.unit, b.unit), last_at = greatest(s.last_at, b.at),
       written_at = $3, environment = $7
     FROM (SELECT name, max(unit) AS unit, max(at) AS at
       FROM unnest($4::text[], $5::text[], $6::timestamptz[]) AS u(name, unit, at) GROUP BY name) b
     WHERE s.version_id = $1 AND s.deployment_id = $2 AND s.name = b.name`,
    [
      of.versionId,
      of.deploymentId,
      new Date(),
      buckets.map(({ name }) => name),
      buckets.map(({ unit }) => unit),
      buckets.map(({ at }) => at),
      of.environment,
    ],
  );
}
