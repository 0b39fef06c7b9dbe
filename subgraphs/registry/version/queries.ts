import { viewerReach } from '@handoff/kit/access/queries';
import { type Reach, visibleSql } from '@handoff/kit/access/reach';
import type { Context } from '@handoff/kit/context';
import type { AskedProperties } from '@handoff/kit/database/asked';
import { columns } from '@handoff/kit/database/columns';
import { firstRow, type Reader, rows, type Table } from '@handoff/kit/database/database';
import { storable } from '@handoff/kit/database/text';
import { type Batch, type BatchWith, grouped, keyed, load } from '@handoff/kit/loader';
import { checkFirst, decodeCursor, type Page, type PageArgs, pageOf } from '@handoff/kit/page';
import { artifacts, assumptions, datasetUses, evaluations, features, labels, versions } from './table.ts';
import type {
  ArtifactRow,
  AssumptionRow,
  DatasetUseRow,
  EvaluationRow,
  FeatureRow,
  LabelRow,
  VersionRow,
} from './version.ts';

/** The columns of a VersionRow, over registry.version as v. */
export const versionColumns = columns(versions, 'v');

/** Versions by id; those of models that the viewer may not see are left out. */
export const versionById: Batch<string, VersionRow> = async (ids, context) => {
  const visible = visibleSql(await viewerReach(context), 'a', 2);
  const sql = `SELECT ${versionColumns} FROM registry.version v JOIN access.model a ON a.id = v.model_id
    WHERE v.id = ANY($1::text[]) AND ${visible.sql}`;
  return keyed(
    await rows<VersionRow>(context.db, sql, [ids.map(storable), ...visible.parameters]),
    version => version.id,
  );
};

// A number comes before an alias of the same name, so that an alias can never hide a version.
const namedBy = (reference: string) => `(v.id = ${reference} OR v.version = ${reference}
    OR v.id = (SELECT l.version_id FROM registry.alias l WHERE l.model_id = v.model_id AND l.name = ${reference}))`;
const named = namedBy('$2');
const numberFirst = 'ORDER BY v.version = $2 DESC LIMIT 1';

/** A version of one model by its number, an alias or its id, or null. The caller has judged the model. */
export function findVersion(reader: Reader, modelId: string, reference: string): Promise<VersionRow | null> {
  const sql = `SELECT ${versionColumns} FROM registry.version v WHERE v.model_id = $1 AND ${named} ${numberFirst}`;
  return firstRow(reader, sql, [modelId, storable(reference)]);
}

/** A version by its model's id or name and its own number, alias or id, within a reach; or null. */
export function findVersionOf(
  reader: Reader,
  reach: Reach,
  of: { model: string; version: string },
): Promise<VersionRow | null> {
  const visible = visibleSql(reach, 'a', 3);
  const sql = `SELECT ${versionColumns} FROM registry.version v
    JOIN registry.model m ON m.id = v.model_id JOIN access.model a ON a.id = m.id
    WHERE (m.id = $1 OR m.name = $1) AND ${named} AND ${visible.sql} ${numberFirst}`;
  return firstRow(reader, sql, [storable(of.model), storable(of.version), ...visible.parameters]);
}

/**
 * Versions by `[model, version]` as JSON: the model's id or name, and a number, an alias or an id of one of its
 * versions. Those of models that the viewer may not see are left out.
 */
export const versionReferenced: Batch<string, VersionRow> = async (keys, context) => {
  const asked = keys.map(key => (JSON.parse(key) as [model: string, version: string]).map(storable));
  const visible = visibleSql(await viewerReach(context), 'a', 4);
  const sql = `SELECT p.key, v.* FROM unnest($1::text[], $2::text[], $3::text[]) p(key, model, version)
    CROSS JOIN LATERAL (SELECT ${versionColumns} FROM registry.version v
      JOIN registry.model m ON m.id = v.model_id JOIN access.model a ON a.id = m.id
      WHERE (m.id = p.model OR m.name = p.model) AND ${namedBy('p.version')} AND ${visible.sql}
      ORDER BY v.version = p.version DESC LIMIT 1) v`;
  const given = [keys, asked.map(([model]) => model), asked.map(([, version]) => version)];
  const found = await rows<VersionRow & { key: string }>(context.db, sql, [...given, ...visible.parameters]);
  return new Map(found.map(({ key, ...version }) => [key, version]));
};

/** The version of each model that a number, alias or id names. The caller has judged the models. */
export const versionNamed: BatchWith<string, VersionRow> = async (modelIds, reference, context) => {
  const sql = `SELECT ${versionColumns} FROM unnest($1::text[]) p(id) CROSS JOIN LATERAL (
    SELECT * FROM registry.version v WHERE v.model_id = p.id AND ${named} ${numberFirst}) v`;
  return keyed(await rows<VersionRow>(context.db, sql, [modelIds, storable(reference)]), version => version.modelId);
};

/** The newest version of each model that is not archived. The caller has judged the models. */
export const latestVersionOf: BatchWith<AskedProperties, VersionRow> = async (modelIds, asked, context) => {
  const sql = `SELECT p.id AS "ofModel", ${columns(versions, 'v', asked)} FROM unnest($1::text[]) p(id) CROSS JOIN LATERAL (
    SELECT * FROM registry.version v WHERE v.model_id = p.id AND v.state = 'READY'
    ORDER BY v.created_at DESC, v.ordinal DESC LIMIT 1) v`;
  return keyed(await rows<VersionRow & { ofModel: string }>(context.db, sql, [modelIds]), ({ ofModel }) => ofModel);
};

const countOf: Batch<string, number> = async (modelIds, context) => {
  const sql = `SELECT model_id AS "modelId", count(*)::int AS count FROM registry.version
    WHERE model_id = ANY($1::text[]) GROUP BY model_id`;
  const found = await rows<{ modelId: string; count: number }>(context.db, sql, [modelIds]);
  return new Map(found.map(row => [row.modelId, row.count]));
};

/** A page of each model's versions, newest first. The caller has judged the models. */
export const versionsOfModel: BatchWith<PageArgs, Page<VersionRow>> = async (modelIds, args, context) => {
  const first = checkFirst(args.first);
  const after = decodeCursor(args.after, ['time', 'whole']);
  const sql = `SELECT ${versionColumns} FROM unnest($1::text[]) p(id) CROSS JOIN LATERAL (
    SELECT * FROM registry.version v WHERE v.model_id = p.id
      AND ($2::timestamptz IS NULL OR (v.created_at, v.ordinal) < ($2, $3::int))
    ORDER BY v.created_at DESC, v.ordinal DESC LIMIT $4) v
    ORDER BY v.model_id, v.created_at DESC, v.ordinal DESC`;
  const found = await rows<VersionRow>(context.db, sql, [modelIds, ...(after ?? [null, null]), first + 1]);
  const ofModel = grouped(found, version => version.modelId);
  return new Map(modelIds.map(id => [id, versionPage(ofModel.get(id) ?? [], first, { context, modelId: id })]));
};

function versionPage(found: VersionRow[], first: number, of: { context: Context; modelId: string }): Page<VersionRow> {
  return pageOf(found, first, {
    position: version => [version.createdAt.toISOString(), version.ordinal],
    count: async () => (await load(of.context, countOf, of.modelId)) ?? 0,
  });
}

/** The rows of one table that belong to versions, in their order. */
function partsOf<T extends { versionId: string }>(table: Table): Batch<string, T[]> {
  const from = `${table.options.schema}.${table.options.tableName}`;
  const sql = `SELECT ${columns(table, 't')} FROM ${from} t
    WHERE t.version_id = ANY($1::text[]) ORDER BY t.version_id, t.position`;
  return async (ids, context) => grouped(await rows<T>(context.db, sql, [ids]), row => row.versionId);
}

export const featuresOf = partsOf<FeatureRow>(features);
export const labelsOf = partsOf<LabelRow>(labels);
export const datasetUsesOf = partsOf<DatasetUseRow>(datasetUses);
export const evaluationsOf = partsOf<EvaluationRow>(evaluations);
export const artifactsOf = partsOf<ArtifactRow>(artifacts);
export const assumptionsOf = partsOf<AssumptionRow>(assumptions);
