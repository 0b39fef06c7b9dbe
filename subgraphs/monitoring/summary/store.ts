import { rows, type Tx } from '@handoff/kit/database/database';
import { kept } from '@handoff/kit/database/kept';
import { beginOf, type Grain } from '../grain.ts';
import type { Subject } from '../metric/subject.ts';
import { summaryBytes, summaryOf } from './bytes.ts';
import { allInvalid, type Kind, mergeInto, newSummary, type Role, type Summary, validCount } from './summary.ts';

/** What was in a column of a slice within a minute, an hour or a day. */
export interface Part {
  role: Role;
  name: string;
  /** column=value; empty: of all rows. */
  slice: string;
  grain: Grain;
  /** An instant within. */
  at: number;
  summary: Summary;
}

const coarser: Readonly<Record<Grain, readonly Grain[]>> = {
  MINUTE: ['MINUTE', 'HOUR', 'DAY'],
  HOUR: ['HOUR', 'DAY'],
  DAY: ['DAY'],
};
/** So many go into one statement: their bytes must fit into it. */
const atOnce = 1000;

/**
 * Adds parts to what is stored of a version or deployment, at their grain and at the coarser ones. Its partitions are
 * there, and nobody else adds to it: the turn of the version is taken. A column that was first of another kind counts
 * as invalid.
 */
export async function addParts(tx: Tx, of: Subject, parts: readonly Part[]): Promise<void> {
  const kinds = await settledKinds(tx, of.versionId, parts);
  const cells = [...cellsOf(parts, kinds).values()];
  for (let from = 0; from < cells.length; from += atOnce) await addCells(tx, of, cells.slice(from, from + atOnce));
}

/** The one kind of each column, by role and name: that of its first values. */
async function settledKinds(tx: Tx, versionId: string, parts: readonly Part[]): Promise<Map<string, Kind>> {
  // Missing values are of no kind: where there are valid ones among the parts, those say it.
  const byValues = parts.toSorted((a, b) => Number(validCount(a.summary) > 0) - Number(validCount(b.summary) > 0));
  const columns = [...new Map(byValues.map(part => [columnKey(part), part])).values()];
  const found = await rows<{ role: Role; name: string; kind: Kind }>(tx, kindsSql, [
    versionId,
    columns.map(({ role }) => role),
    columns.map(({ name }) => name),
    columns.map(({ summary }) => (validCount(summary) > 0 ? summary.kind : null)),
  ]);
  return new Map(found.map(each => [columnKey(each), each.kind]));
}

// What is there already is not told by an INSERT that leaves it alone: it is read beside.
const kindsSql = kept(`
  WITH asked AS (SELECT * FROM unnest($2::text[], $3::text[], $4::text[]) AS a(role, name, kind)), made AS (
    INSERT INTO monitoring.observed_column (version_id, role, name, kind)
    SELECT $1, a.role, a.name, a.kind FROM asked a WHERE a.kind IS NOT NULL ON CONFLICT DO NOTHING RETURNING role, name, kind)
  SELECT role, name, kind FROM made UNION ALL
  SELECT c.role, c.name, c.kind FROM asked a
  JOIN monitoring.observed_column c ON c.version_id = $1 AND c.role = a.role AND c.name = a.name`);

function columnKey({ role, name }: Pick<Part, 'role' | 'name'>): string {
  return `${role} ${name}`;
}

/** A part as it is stored: of a whole minute, hour or day. */
type Cell = Part;

function cellsOf(parts: readonly Part[], kinds: ReadonlyMap<string, Kind>): Map<string, Cell> {
  const cells = new Map<string, Cell>();
  for (const part of parts) {
    const kind = kinds.get(columnKey(part)) ?? part.summary.kind;
    const summary = kind === part.summary.kind ? part.summary : allInvalid(part.summary, kind);
    for (const grain of coarser[part.grain]) {
      const place = { ...part, grain, at: beginOf(grain, part.at) };
      const known = cells.get(cellKey(place));
      const cell = known ?? { ...place, summary: newSummary(kind) };
      if (!known) cells.set(cellKey(place), cell);
      mergeInto(cell.summary, summary);
    }
  }
  return cells;
}

function cellKey({ grain, role, name, slice, at }: Omit<Part, 'summary'>): string {
  return JSON.stringify([grain, role, name, slice, at]);
}

async function addCells(tx: Tx, of: Subject, cells: readonly Cell[]): Promise<void> {
  const places = [
    cells.map(({ grain }) => grain),
    cells.map(({ role }) => role),
    cells.map(({ name }) => name),
    cells.map(({ slice }) => slice),
    cells.map(({ at }) => new Date(at)),
  ];
  const subject = [of.versionId, of.deploymentId, of.environment];
  const known = await rows<{ place: number; bytes: Buffer }>(tx, knownSql, [...subject, ...places]);
  for (const { place, bytes } of known) {
    const cell = cells[place - 1];
    if (cell) mergeInto(cell.summary, summaryOf(bytes));
  }
  const column = (count: (summary: Summary) => unknown) => cells.map(({ summary }) => count(summary));
  const counts = [
    column(s => s.kind),
    column(s => s.n),
    column(s => s.missing),
    column(s => s.invalid),
    column(s => s.outOfRange),
    column(s => s.unseen),
    column(s => s.outliers),
    column(summaryBytes),
  ];
  await rows(tx, addSql, [...subject, of.modelId, ...places, ...counts]);
}

const knownSql = kept(`
  SELECT c.place, s.bytes
  FROM unnest($4::text[], $5::text[], $6::text[], $7::text[], $8::timestamptz[])
    WITH ORDINALITY AS c(grain, role, name, slice, at, place)
  JOIN monitoring.summary s ON s.version_id = $1 AND s.slice = c.slice AND s.role = c.role AND s.name = c.name
    AND s.at = c.at AND s.deployment_id = $2 AND s.environment = $3 AND s.grain = c.grain`);

const addSql = kept(`
  INSERT INTO monitoring.summary (version_id, deployment_id, environment, model_id, grain, role, name, slice, at,
    kind, n, missing, invalid, out_of_range, unseen, outliers, bytes)
  SELECT $1, $2, $3, $4, c.* FROM unnest($5::text[], $6::text[], $7::text[], $8::text[], $9::timestamptz[],
    $10::text[], $11::float8[], $12::float8[], $13::float8[], $14::float8[], $15::float8[], $16::float8[],
    $17::bytea[]) AS c
  ON CONFLICT (version_id, slice, role, name, at, deployment_id, environment, grain) DO UPDATE SET
    kind = excluded.kind, n = excluded.n, missing = excluded.missing, invalid = excluded.invalid,
    out_of_range = excluded.out_of_range, unseen = excluded.unseen, outliers = excluded.outliers,
    bytes = excluded.bytes`);
