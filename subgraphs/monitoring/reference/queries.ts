import { type Reader, rows } from '@handoff/kit/database/database';
import { kept } from '@handoff/kit/database/kept';
import { grouped } from '@handoff/kit/loader';
import { summaryOf } from '../summary/bytes.ts';
import type { Role } from '../summary/summary.ts';
import type { ReferenceColumn } from './table.ts';

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
  return new Map([...byVersion].map(([versionId, columns]) => [versionId, columns.map(columnOf)]));
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
