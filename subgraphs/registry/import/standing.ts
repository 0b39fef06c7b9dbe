import { type Reader, rows, type Tx } from '@handoff/kit/database/database';
import { kept } from '@handoff/kit/database/kept';
import type { ModelRow } from '../model/model.ts';
import { modelColumns, modelTables } from '../model/queries.ts';
import type { DocumentContent } from '../version/content.ts';
import { versionColumns } from '../version/queries.ts';
import type { VersionRow } from '../version/version.ts';
import type { NumberStanding } from './number.ts';
import type { SourceTold } from './source.ts';
import type { RecordTold, VersionTold } from './told.ts';

// Everything here is read for many records at once: rows say by "at" which of those asked they belong to.
interface At {
  at: number;
}

/** Rows by the place of what they belong to. */
function placed<Row extends At>(asked: readonly unknown[], found: readonly Row[]): Row[][] {
  const lists: Row[][] = asked.map(() => []);
  for (const row of found) lists[row.at]?.push(row);
  return lists;
}

/** A model that a record may mean, locked until the transaction ends. */
export type Candidate = ModelRow &
  At & {
    /** It was brought in as this very record before. */
    bySource: boolean;
    /** It was brought in from this system as another record. */
    otherRecord: boolean;
  };

/**
 * The models that each record may mean: the one brought in as it before, and the one of its name. One statement, which
 * locks them in the order of their ids.
 */
export async function candidates(tx: Tx, records: readonly RecordTold[]): Promise<Candidate[][]> {
  if (records.length === 0) return [];
  return placed(records, await rows<Candidate>(tx, candidatesSql, meaningOf(records)));
}

/** Ids of the models that each record may mean as things stand; they are not locked. One statement. */
export async function modelsMeant(reader: Reader, records: readonly RecordTold[]): Promise<string[][]> {
  if (records.length === 0) return [];
  const found = await rows<{ id: string } & At>(reader, meantSql, meaningOf(records));
  return placed(records, found).map(list => list.map(({ id }) => id));
}

function meaningOf(records: readonly RecordTold[]): unknown[] {
  return [
    records.map(({ source }) => source.system),
    records.map(({ source }) => source.externalId),
    records.map(({ name }) => name),
  ];
}

/** Records as "told", and by "meant" the models that each may mean. */
const meaningSql = `told AS (
    SELECT (t.n - 1)::int AS at, t.system, t.external_id, t.name,
      (SELECT s.model_id FROM registry.source s
        WHERE s.kind = 'MODEL' AND s.system = t.system AND s.external_id = t.external_id) AS by_source
    FROM unnest($1::text[], $2::text[], $3::text[]) WITH ORDINALITY t(system, external_id, name, n)),
  meant AS (
    SELECT at, by_source AS id FROM told WHERE by_source IS NOT NULL
    UNION SELECT t.at, n.id FROM told t CROSS JOIN LATERAL (
      SELECT x.id FROM registry.model x WHERE x.name = t.name LIMIT 1) n)`;

const meantSql = kept(`WITH ${meaningSql} SELECT at, id FROM meant`);

const candidatesSql = kept(`WITH ${meaningSql}
  SELECT t.at, ${modelColumns}, coalesce(m.id = t.by_source, false) AS "bySource",
    EXISTS (SELECT FROM registry.source s WHERE s.kind = 'MODEL' AND s.model_id = m.id
      AND s.system = t.system AND s.external_id <> t.external_id) AS "otherRecord"
  FROM meant e JOIN told t ON t.at = e.at JOIN (${modelTables}) ON m.id = e.id
  ORDER BY m.id FOR UPDATE OF m, a`);

const documentsJson = (where: string) => `(SELECT coalesce(json_agg(json_build_object(
    'title', d.title, 'kind', d.kind, 'uri', d.uri, 'body', d.body)), '[]')
  FROM registry.document d WHERE ${where} AND d.removed_at IS NULL)`;

/** What stands of a model besides its own row. */
export interface ModelStanding {
  base: string | null;
  url: string | null;
  runId: string | null;
  commit: string | null;
  documents: DocumentContent[];
  /** Version by alias. */
  aliases: Record<string, string>;
  highest: number;
}

/** A model, and the record that is brought into it. */
export interface ModelAsked {
  modelId: string;
  record: SourceTold;
}

/** Models and the records that mean them, as rows "t" of at, model_id, system and external_id. */
const askedSql = `(SELECT (u.n - 1)::int AS at, u.model_id, u.system, u.external_id
  FROM unnest($1::text[], $2::text[], $3::text[]) WITH ORDINALITY u(model_id, system, external_id, n)) t`;

function askedOf(asked: readonly ModelAsked[]): unknown[] {
  return [
    asked.map(({ modelId }) => modelId),
    asked.map(({ record }) => record.system),
    asked.map(({ record }) => record.externalId),
  ];
}

/** What stands of models, in the order they are asked for. One statement. */
export async function modelsStanding(tx: Tx, asked: readonly ModelAsked[]): Promise<ModelStanding[]> {
  if (asked.length === 0) return [];
  const found = placed(asked, await rows<ModelStanding & At>(tx, modelsSql, askedOf(asked)));
  return found.map(([standing], at) => {
    if (!standing) throw new Error(`Model ${asked[at]?.modelId} was locked in this transaction and is gone.`);
    return standing;
  });
}

const modelsSql = kept(`SELECT t.at, b.base, s.url, s.run_id AS "runId", s."commit",
    ${documentsJson('d.model_id = m.id AND d.version_id IS NULL')} AS documents,
    (SELECT coalesce(json_object_agg(l.name, v.version), '{}')
      FROM registry.alias l JOIN registry.version v ON v.id = l.version_id WHERE l.model_id = m.id) AS aliases,
    (SELECT coalesce(max(v.ordinal), 0) FROM registry.version v WHERE v.model_id = m.id) AS highest
  FROM ${askedSql} JOIN registry.model m ON m.id = t.model_id
  LEFT JOIN registry.import_base b
    ON b.subject_id = m.id AND b.system = t.system AND b.external_id = t.external_id
  LEFT JOIN registry.source s ON s.kind = 'MODEL' AND s.system = t.system AND s.external_id = t.external_id`);

/** Every version of each model, the oldest first, and which of them its record brought. One statement. */
export async function numbersStanding(tx: Tx, asked: readonly ModelAsked[]): Promise<NumberStanding[][]> {
  if (asked.length === 0) return [];
  return placed(asked, await rows<NumberStanding & At>(tx, numbersSql, askedOf(asked)));
}

const numbersSql = kept(`SELECT t.at, v.version, v.digest, b.subject_id IS NOT NULL AS "isOwn"
  FROM ${askedSql} JOIN registry.version v ON v.model_id = t.model_id
  LEFT JOIN registry.import_base b
    ON b.subject_id = v.id AND b.system = t.system AND b.external_id = t.external_id
  ORDER BY t.at, v.ordinal`);

/** Ids of versions of models by number, for each model in the order they are asked for. One statement. */
export async function idsStanding(
  tx: Tx,
  asked: readonly { modelId: string; numbers: readonly string[] }[],
): Promise<Map<string, string>[]> {
  const wanted = asked.flatMap(({ modelId, numbers }, at) => numbers.map(number => ({ at, modelId, number })));
  if (wanted.length === 0) return asked.map(() => new Map());
  const found = await rows<{ version: string; id: string } & At>(tx, idsSql, [
    wanted.map(({ at }) => at),
    wanted.map(({ modelId }) => modelId),
    wanted.map(({ number }) => number),
  ]);
  return placed(asked, found).map(list => new Map(list.map(({ version, id }) => [version, id])));
}

const idsSql = kept(`SELECT t.at, v.version, v.id
  FROM unnest($1::int[], $2::text[], $3::text[]) t(at, model_id, version)
  JOIN registry.version v ON v.model_id = t.model_id AND v.version = t.version`);

/** A version that stands, with all of it that may change. */
export type VersionStanding = VersionRow & {
  base: string | null;
  sourceSystem: string | null;
  sourceId: string | null;
  documents: DocumentContent[];
  assumptions: string[];
};

/** The versions that each record's versions may mean: of its model by number, of any model by source. One statement. */
export async function versionsStanding(
  tx: Tx,
  asked: readonly (ModelAsked & { told: readonly VersionTold[] })[],
): Promise<VersionStanding[][]> {
  const numbers = asked.flatMap(({ told }, at) =>
    told
      .flatMap(({ version, parentVersion }) => [version, parentVersion])
      .flatMap(number => (number === null ? [] : [{ at, number }])),
  );
  const sources = asked.flatMap(({ told }, at) => told.flatMap(({ source }) => (source ? [{ at, ...source }] : [])));
  if (numbers.length === 0) return asked.map(() => []);
  const found = await rows<VersionStanding & At>(tx, versionsSql, [
    ...askedOf(asked),
    numbers.map(({ at }) => at),
    numbers.map(({ number }) => number),
    sources.map(({ at }) => at),
    sources.map(({ system }) => system),
    sources.map(({ externalId }) => externalId),
  ]);
  return placed(asked, found);
}

const versionsSql = kept(`WITH asked AS (SELECT * FROM ${askedSql}),
  meant AS (
    SELECT t.at, w.id FROM unnest($4::int[], $5::text[]) n(at, version) JOIN asked t ON t.at = n.at
      CROSS JOIN LATERAL (
        SELECT x.id FROM registry.version x WHERE x.model_id = t.model_id AND x.version = n.version LIMIT 1) w
    UNION SELECT o.at, x.version_id FROM unnest($6::int[], $7::text[], $8::text[]) o(at, system, external_id)
      CROSS JOIN LATERAL (
        SELECT s.version_id FROM registry.source s
          WHERE s.system = o.system AND s.external_id = o.external_id AND s.kind = 'VERSION' LIMIT 1) x)
  SELECT t.at, ${versionColumns}, b.base, s.system AS "sourceSystem", s.external_id AS "sourceId",
    ${documentsJson('d.version_id = v.id')} AS documents,
    (SELECT coalesce(json_agg(n.text ORDER BY n.position), '[]')
      FROM registry.assumption n WHERE n.version_id = v.id) AS assumptions
  FROM meant e JOIN asked t ON t.at = e.at JOIN registry.version v ON v.id = e.id
  LEFT JOIN registry.source s ON s.version_id = v.id
  LEFT JOIN registry.import_base b
    ON b.subject_id = v.id AND b.system = t.system AND b.external_id = t.external_id`);
