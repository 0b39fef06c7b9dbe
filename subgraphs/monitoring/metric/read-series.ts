import { type Reader, rows, together } from '@handoff/kit/database/database';
import { jsonText } from '@handoff/kit/database/json';
import { grouped } from '@handoff/kit/loader';
import { type Grain, grains } from '../grain.ts';
import { bucketTables } from './buckets.ts';
import { boundsOf, cutsAt, stretches } from './grain.ts';
import { addedUp, pointOf, type Series, type Sum } from './series.ts';
import type { MetricWindow } from './sums.ts';

/** Which series is read, and how finely. */
export interface SeriesWanted extends MetricWindow {
  grain: Grain;
  /** Whether quantiles are asked; they are made of what is large. */
  quantiles: boolean;
}

/** Series one by one; of a time without measurements, an empty one. As many statements as there are grains to read. */
export async function seriesOf(reader: Reader, wanted: readonly SeriesWanted[], now: Date): Promise<Series[]> {
  const parts = wanted.map(each => stretches(each, each.grain, now));
  const found = await together(grains.map(grain => sumsAt(reader, grain, cutsAt(wanted, parts, grain))));
  const byPlace = grouped(joined(found), ({ place }) => String(place));
  return wanted.map(({ name, grain }, place) => {
    const points = (byPlace.get(String(place)) ?? []).sort((a, b) => a.at.getTime() - b.at.getTime());
    const unit = points.map(each => each.unit).find(each => each !== null) ?? null;
    return { name, unit, grain, points: points.map(pointOf) };
  });
}

type PlacedSum = Sum & { place: number; unit: string | null };

/** One sum for each place and time, of those that were read at several grains. */
function joined(found: readonly PlacedSum[][]): readonly PlacedSum[] {
  const [first = [], ...others] = found.filter(sums => sums.length > 0);
  if (others.length === 0) return first;
  const sums = new Map<string, PlacedSum>();
  for (const sum of [first, ...others].flat()) join(sums, sum);
  return [...sums.values()];
}

function join(sums: Map<string, PlacedSum>, sum: PlacedSum): void {
  const key = `${sum.place} ${sum.at.getTime()}`;
  const known = sums.get(key);
  sums.set(key, known ? { ...known, ...addedUp(known, sum), unit: known.unit ?? sum.unit } : sum);
}

function sumsAt(reader: Reader, grain: Grain, cuts: readonly (SeriesWanted & { place: number })[]) {
  const bounds = boundsOf(cuts);
  if (!bounds) return Promise.resolve([]);
  // Each has an index of its own.
  const ofVersion = cuts.some(({ versionId }) => versionId === null)
    ? '(w."versionId" IS NULL OR b.version_id = w."versionId")'
    : 'b.version_id = w."versionId"';
  const sketches = cuts.some(({ quantiles }) => quantiles) ? "string_agg(b.sketch, ''::bytea)" : 'NULL::bytea';
  return rows<PlacedSum>(
    reader,
    `SELECT w.place, date_trunc(w.grain, b.at, 'UTC') AS at, max(b.unit) AS unit, sum(b.n) AS n, sum(b.sum) AS sum,
       min(b.min) AS min, max(b.max) AS max, ${sketches} AS sketches
     FROM jsonb_to_recordset($1::jsonb) AS w(place int, "modelId" text, "deploymentId" text, environment text,
       "versionId" text, name text, slice text, "from" timestamptz, "to" timestamptz, grain text)
     JOIN ${bucketTables[grain]} b ON b.model_id = w."modelId" AND ${ofVersion} AND b.name = w.name AND b.slice = w.slice
       AND b.at >= w."from" AND b.at < w."to" AND b.at >= $2 AND b.at < $3
       AND (w."deploymentId" IS NULL OR b.deployment_id = w."deploymentId")
       AND (w.environment IS NULL OR b.environment = w.environment)
     GROUP BY 1, 2`,
    [jsonText(cuts), ...bounds],
  );
}
