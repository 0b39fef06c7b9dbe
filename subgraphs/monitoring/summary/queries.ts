import { type Reader, rows } from '@handoff/kit/database/database';
import { jsonText } from '@handoff/kit/database/json';
import { kept } from '@handoff/kit/database/kept';
import { grouped } from '@handoff/kit/loader';
import { summaryOf } from './bytes.ts';
import { piecesOf } from './grain.ts';
import type { Kind, Role, Summary } from './summary.ts';

/** Which summaries are wanted: of a version, over a time. Whoever asks sees to it that the viewer may see the version. */
export interface SummaryRequest {
  versionId: string;
  /** Null: the version wherever it runs. Empty: what was recorded for the version itself. */
  deploymentId: string | null;
  /** Null: any. */
  environment: string | null;
  from: Date;
  /** Not in it. */
  to: Date;
  /** Left out: all rows. */
  slice?: string;
  /** Left out: all columns. */
  names?: readonly string[];
}

/** What counts say of a column, without its values. */
export interface ColumnCounts {
  role: Role;
  name: string;
  kind: Kind;
  n: number;
  missing: number;
  invalid: number;
  outOfRange: number;
  unseen: number;
  outliers: number;
}

/** One column of a request, added up. */
export interface ColumnSummary extends ColumnCounts {
  summary: Summary;
}

/**
 * The columns of many requests, each added up over its time: for each request, in their order, its columns by role and
 * name. Nothing was observed: none. One statement for any number of requests, and some seventy rows at most for each
 * column of one, however long its time.
 */
export async function summariesOf(
  reader: Reader,
  requests: readonly SummaryRequest[],
  now: Date,
): Promise<ColumnSummary[][]> {
  const found = await asked<ColumnCounts & { place: number; bytes: Buffer }>(reader, { requests, now, sql: wholeSql });
  return inOrder(requests, found).map(each =>
    each.map(({ place: _, bytes, ...counts }) => ({ ...counts, summary: summaryOf(bytes) })),
  );
}

/** The same without values: what the database adds up by itself. */
export async function columnCountsOf(
  reader: Reader,
  requests: readonly SummaryRequest[],
  now: Date,
): Promise<ColumnCounts[][]> {
  const found = await asked<ColumnCounts & { place: number }>(reader, { requests, now, sql: countsSql });
  return inOrder(requests, found).map(each => each.map(({ place: _, ...counts }) => counts));
}

interface Asked {
  requests: readonly SummaryRequest[];
  now: Date;
  sql: string;
}

async function asked<T>(reader: Reader, { requests, now, sql }: Asked): Promise<T[]> {
  const pieces = requests.flatMap((request, place) => piecesFor(request, place, now));
  if (pieces.length === 0) return [];
  const earliest = new Date(Math.min(...pieces.map(({ begin }) => begin.getTime())));
  return rows<T>(reader, sql, [jsonText(pieces), earliest]);
}

function piecesFor(request: SummaryRequest, place: number, now: Date) {
  const { versionId, deploymentId, environment, slice = '', names = null } = request;
  const of = { place, versionId, deploymentId, environment, slice, names };
  const pieces = piecesOf(request.from.getTime(), request.to.getTime(), now.getTime());
  return pieces.map(({ grain, from, to }) => ({ ...of, grain, begin: new Date(from), end: new Date(to) }));
}

function inOrder<T extends { place: number }>(requests: readonly unknown[], found: readonly T[]): T[][] {
  const byPlace = grouped(found, ({ place }) => String(place));
  return requests.map((_, place) => byPlace.get(String(place)) ?? []);
}

const of = (also: string) => `
  SELECT p.place, s.role, s.name, max(s.kind) AS kind, sum(s.n) AS n, sum(s.missing) AS missing,
    sum(s.invalid) AS invalid, sum(s.out_of_range) AS "outOfRange", sum(s.unseen) AS unseen,
    sum(s.outliers) AS outliers${also}
  FROM jsonb_to_recordset($1::jsonb) AS p(place int, "versionId" text, "deploymentId" text, environment text,
    slice text, names text[], grain text, begin timestamptz, "end" timestamptz)
  JOIN monitoring.summary s ON s.version_id = p."versionId" AND s.slice = p.slice AND s.grain = p.grain
    AND s.at >= p.begin AND s.at < p."end" AND s.at >= $2
    AND (p."deploymentId" IS NULL OR s.deployment_id = p."deploymentId")
    AND (p.environment IS NULL OR s.environment = p.environment) AND (p.names IS NULL OR s.name = ANY(p.names))
  GROUP BY p.place, s.role, s.name ORDER BY p.place, s.role, s.name`;
const wholeSql = kept(of(`, string_agg(s.bytes, ''::bytea ORDER BY s.at, s.grain) AS bytes`));
const countsSql = kept(of(''));

const kindsSql = kept('SELECT c.role, c.name, c.kind FROM monitoring.observed_column c WHERE c.version_id = $1');

/** The kinds of the columns that were observed of a version, by role and name with a space between. */
export async function observedKinds(reader: Reader, versionId: string): Promise<Map<string, Kind>> {
  const found = await rows<{ role: Role; name: string; kind: Kind }>(reader, kindsSql, [versionId]);
  return new Map(found.map(({ role, name, kind }) => [`${role} ${name}`, kind]));
}
