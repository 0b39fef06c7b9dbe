import { type Reader, rows } from '@handoff/kit/database/database';
import { type Grain, grains } from '../grain.ts';
import type { Period } from '../period.ts';
import { bucketTables } from './buckets.ts';
import { boundsOf, cutsAt, type Stretch, stretches } from './grain.ts';

/** A time over which one metric of a model is added up, deployment by deployment. */
export interface MetricWindow extends Period {
  modelId: string;
  /** Null: any; '': what was recorded for versions. */
  deploymentId: string | null;
  /** Null: any. */
  environment: string | null;
  /** Null: any. */
  versionId: string | null;
  name: string;
  /** Empty: of all that was measured. */
  slice: string;
}

/** What was measured of one deployment within a window. */
export interface WindowSum {
  /** The place of the window among those asked for. */
  place: number;
  /** Empty: what was recorded for versions. */
  deploymentId: string;
  environment: string;
  n: number;
  sum: number;
  /** Of what was measured; what was recorded as the mean of several counts as that many times this mean. */
  sumOfSquares: number;
  min: number;
  max: number;
  /** Where the latest minute, hour or day begins that holds anything. */
  last: Date;
  /** Joined as bytes, when they were asked for. */
  sketches: Buffer[];
}

export interface Reading {
  /** Whether quantiles will be asked. */
  sketches: boolean;
  now: Date;
}

/**
 * What was measured within windows: days and hours where a window holds whole ones, minutes at its ends. As many
 * statements as there are grains to read, three at most, however many windows. Empty windows are left out.
 */
export async function sumsOf(reader: Reader, windows: readonly MetricWindow[], of: Reading): Promise<WindowSum[]> {
  const parts = windows.map(window => stretches(window, 'DAY', of.now));
  const found = new Map<string, WindowSum>();
  for (const grain of grains) {
    for (const sum of await sumsAt(reader, windows, { grain, parts, sketches: of.sketches })) add(found, sum);
  }
  return [...found.values()];
}

type Row = Omit<WindowSum, 'sketches'> & { sketches?: Buffer };

function add(found: Map<string, WindowSum>, { sketches, ...sum }: Row): void {
  const bytes = sketches ? [sketches] : [];
  const key = `${sum.place} ${sum.deploymentId}`;
  const known = found.get(key);
  if (!known) found.set(key, { ...sum, sketches: bytes });
  else {
    known.n += sum.n;
    known.sum += sum.sum;
    known.sumOfSquares += sum.sumOfSquares;
    known.min = Math.min(known.min, sum.min);
    known.max = Math.max(known.max, sum.max);
    if (sum.last > known.last) known.last = sum.last;
    known.sketches.push(...bytes);
  }
}

interface AtGrain {
  grain: Grain;
  /** How each window is cut. */
  parts: readonly Stretch[][];
  sketches: boolean;
}

/** What narrows a window, and its column. */
const narrowing = [
  ['deploymentId', 'deployment_id'],
  ['environment', 'environment'],
  ['versionId', 'version_id'],
] as const;

async function sumsAt(reader: Reader, windows: readonly MetricWindow[], at: AtGrain): Promise<Row[]> {
  const cuts = cutsAt(windows, at.parts, at.grain);
  const bounds = boundsOf(cuts);
  if (!bounds) return [];
  // Asked of each row, so only where some window is narrowed by it.
  const only = narrowing.filter(([field]) => cuts.some(cut => cut[field] !== null)).map(([, column]) => column);
  // Window by window: what is read of one is added up before the next, and never sorted.
  const sql = `
    SELECT w.place, s.*
    FROM unnest($1::int[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::timestamptz[],
        $9::timestamptz[]) AS w(place, model_id, name, slice, deployment_id, environment, version_id, "from", "to")
    CROSS JOIN LATERAL (
      SELECT b.deployment_id AS "deploymentId", max(b.environment) AS environment, sum(b.n) AS n, sum(b.sum) AS sum,
        sum(b.sum_of_squares) AS "sumOfSquares", min(b.min) AS min, max(b.max) AS max, max(b.at) AS last
        ${at.sketches ? ", string_agg(b.sketch, ''::bytea) AS sketches" : ''}
      FROM ${bucketTables[at.grain]} b
      WHERE b.model_id = w.model_id AND b.name = w.name AND b.slice = w.slice
        AND b.at >= w."from" AND b.at < w."to" AND b.at >= $10 AND b.at < $11
        ${only.map(column => `AND (w.${column} IS NULL OR b.${column} = w.${column})`).join(' ')}
      GROUP BY b.deployment_id) s`;
  return rows(reader, sql, [
    cuts.map(({ place }) => place),
    ...(['modelId', 'name', 'slice', 'deploymentId', 'environment', 'versionId'] as const).map(field =>
      cuts.map(cut => cut[field]),
    ),
    cuts.map(({ from }) => from),
    cuts.map(({ to }) => to),
    ...bounds,
  ]);
}

/** The mean of what was measured: it lies between the least and the greatest, whatever adding up made of its last digit. */
export function meanOf({ n, sum, min, max }: Pick<WindowSum, 'n' | 'sum' | 'min' | 'max'>): number {
  return Math.min(max, Math.max(min, sum / n));
}
