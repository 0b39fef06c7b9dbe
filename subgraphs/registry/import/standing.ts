import { firstRow, rows, type Tx } from '@handoff/kit/database/database';
import { kept } from '@handoff/kit/database/kept';
import type { ModelRow } from '../model/model.ts';
import { modelColumns, modelTables } from '../model/queries.ts';
import type { DocumentContent } from '../version/content.ts';
import { versionColumns } from '../version/queries.ts';
import type { VersionRow } from '../version/version.ts';
import type { NumberStanding } from './number.ts';
import type { SourceTold } from './source.ts';
import type { VersionTold } from './told.ts';

/** A model that a record may mean, locked until the transaction ends. */
export type Candidate = ModelRow & {
  /** It was brought in as this very record before. */
  bySource: boolean;
  /** It was brought in from this system as another record. */
  otherRecord: boolean;
};

/** The models that a record may mean: the one brought in as it before, and the one of its name. One statement. */
export function candidates(tx: Tx, { system, externalId }: SourceTold, name: string): Promise<Candidate[]> {
  return rows<Candidate>(tx, candidatesSql, [system, externalId, name]);
}

const ofSystem = `SELECT s.model_id FROM registry.source s WHERE s.kind = 'MODEL' AND s.system = $1`;
const candidatesSql = kept(`SELECT ${modelColumns}, m.id IN (${ofSystem} AND s.external_id = $2) AS "bySource",
    EXISTS (${ofSystem} AND s.external_id <> $2 AND s.model_id = m.id) AS "otherRecord"
  FROM ${modelTables}
  WHERE m.id IN (${ofSystem} AND s.external_id = $2 UNION ALL SELECT n.id FROM registry.model n WHERE n.name = $3)
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

export async function modelStanding(
  tx: Tx,
  modelId: string,
  { system, externalId }: SourceTold,
): Promise<ModelStanding> {
  const found = await firstRow<ModelStanding>(
    tx,
    `SELECT b.base, s.url, s.run_id AS "runId", s."commit",
       ${documentsJson('d.model_id = m.id AND d.version_id IS NULL')} AS documents,
       (SELECT coalesce(json_object_agg(l.name, v.version), '{}')
         FROM registry.alias l JOIN registry.version v ON v.id = l.version_id WHERE l.model_id = m.id) AS aliases,
       (SELECT coalesce(max(v.ordinal), 0) FROM registry.version v WHERE v.model_id = m.id) AS highest
     FROM registry.model m
     LEFT JOIN registry.import_base b ON b.subject_id = m.id AND b.system = $2 AND b.external_id = $3
     LEFT JOIN registry.source s ON s.kind = 'MODEL' AND s.system = $2 AND s.external_id = $3
     WHERE m.id = $1`,
    [modelId, system, externalId],
  );
  if (!found) throw new Error(`Model ${modelId} was locked in this transaction and is gone.`);
  return found;
}

/** Every version of a model, the oldest first, and which of them a record brought. One statement. */
export function numbersStanding(
  tx: Tx,
  modelId: string,
  { system, externalId }: SourceTold,
): Promise<NumberStanding[]> {
  return rows<NumberStanding>(tx, numbersSql, [modelId, system, externalId]);
}

const numbersSql = kept(`SELECT v.version, v.digest, b.subject_id IS NOT NULL AS "isOwn" FROM registry.version v
  LEFT JOIN registry.import_base b ON b.subject_id = v.id AND b.system = $2 AND b.external_id = $3
  WHERE v.model_id = $1 ORDER BY v.ordinal`);

/** A version that stands, with all of it that may change. */
export type VersionStanding = VersionRow & {
  base: string | null;
  sourceSystem: string | null;
  sourceId: string | null;
  documents: DocumentContent[];
  assumptions: string[];
};

/** The versions that a record's versions may mean: of its model by number, of any model by source. One statement. */
export function versionsStanding(
  tx: Tx,
  of: { modelId: string; record: SourceTold },
  told: readonly VersionTold[],
): Promise<VersionStanding[]> {
  const own = told.flatMap(({ source }) => (source ? [source] : []));
  return rows<VersionStanding>(tx, versionsSql, [
    of.modelId,
    of.record.system,
    of.record.externalId,
    told.flatMap(({ version, parentVersion }) => [version, parentVersion]).filter(number => number !== null),
    own.map(({ system }) => system),
    own.map(({ externalId }) => externalId),
  ]);
}

const versionsSql = kept(`SELECT ${versionColumns}, b.base, s.system AS "sourceSystem", s.external_id AS "sourceId",
       ${documentsJson('d.version_id = v.id')} AS documents,
       (SELECT coalesce(json_agg(n.text ORDER BY n.position), '[]')
         FROM registry.assumption n WHERE n.version_id = v.id) AS assumptions
     FROM registry.version v
     LEFT JOIN registry.source s ON s.version_id = v.id
     LEFT JOIN registry.import_base b ON b.subject_id = v.id AND b.system = $2 AND b.external_id = $3
     WHERE v.id IN (
       SELECT w.id FROM registry.version w WHERE w.model_id = $1 AND w.version = ANY($4::text[])
       UNION SELECT x.version_id FROM registry.source x JOIN unnest($5::text[], $6::text[]) t(system, external_id)
         ON x.system = t.system AND x.external_id = t.external_id AND x.kind = 'VERSION')`);
