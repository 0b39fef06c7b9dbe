import { viewerReach } from '@handoff/kit/access/queries';
import { visibleSql } from '@handoff/kit/access/reach';
import { columns } from '@handoff/kit/database/columns';
import { type Reader, rows } from '@handoff/kit/database/database';
import { kept } from '@handoff/kit/database/kept';
import { type Batch, grouped, keyed } from '@handoff/kit/loader';
import { summaryOf } from '../summary/bytes.ts';
import type { Role } from '../summary/summary.ts';
import { type ReferenceColumn, type ReferenceProfile, references } from './table.ts';

const selected = columns(references, 'r');

/**
 * The columns of the newest training profile of versions, in the order they were saved; a version without one is left
 * out. One statement. Whoever asks sees to it that the viewer may see the versions.
 */
export async function referencesOf(
  reader: Reader,
  versionIds: readonly string[],
): Promise<Map<string, ReferenceColumn[]>> {
  const found = await rows<{ versionId: string; role: Role; name: string; bytes: Buffer }>(reader, sql, [versionIds]);
  const byVersion = grouped(found, ({ versionId }) => versionId);
  return new Map([...byVersion].map(([versionId, ofVersion]) => [versionId, ofVersion.map(columnOf)]));
}

function columnOf({ role, name, bytes }: { role: Role; name: string; bytes: Buffer }): ReferenceColumn {
  const summary = summaryOf(bytes);
  return { role, name, kind: summary.kind, summary };
}

const sql = kept(`
  SELECT r.version_id AS "versionId", c.role, c.name, c.bytes
  FROM unnest($1::text[]) AS v(id)
  CROSS JOIN LATERAL (
    SELECT r.id, r.version_id FROM monitoring.reference r WHERE r.version_id = v.id ORDER BY r.id DESC LIMIT 1) r
  JOIN monitoring.reference_column c ON c.reference_id = r.id ORDER BY r.version_id, c.position`);

/** Profiles of models that the viewer may see, by their ids. */
export const referenceById: Batch<string, ReferenceProfile> = async (ids, context) => {
  const may = visibleSql(await viewerReach(context), 'm', 2);
  const sql = `SELECT ${selected} FROM monitoring.reference r JOIN access.model m ON m.id = r.model_id
    WHERE r.id = ANY($1::text[]) AND ${may.sql}`;
  return keyed(await rows<ReferenceProfile>(context.db, sql, [ids, ...may.parameters]), ({ id }) => id);
};

/** The newest profile of versions whose models the viewer may see. */
export const referenceOfVersion: Batch<string, ReferenceProfile> = async (versionIds, context) => {
  const may = visibleSql(await viewerReach(context), 'm', 2);
  const sql = `SELECT DISTINCT ON (r.version_id) ${selected}
    FROM monitoring.reference r JOIN access.model m ON m.id = r.model_id
    WHERE r.version_id = ANY($1::text[]) AND ${may.sql} ORDER BY r.version_id, r.id DESC`;
  const found = await rows<ReferenceProfile>(context.db, sql, [versionIds, ...may.parameters]);
  return keyed(found, ({ versionId }) => versionId);
};

/** The names of the columns of profiles, in the order they were saved. */
export const columnsOfReference: Batch<string, string[]> = async (ids, context) => {
  const sql = `SELECT c.reference_id AS id, array_agg(c.name ORDER BY c.position) AS names
    FROM monitoring.reference_column c WHERE c.reference_id = ANY($1::text[]) GROUP BY c.reference_id`;
  const found = await rows<{ id: string; names: string[] }>(context.db, sql, [ids]);
  return new Map(found.map(({ id, names }) => [id, names]));
};
