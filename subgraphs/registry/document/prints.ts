import { type Reader, rows } from '@handoff/kit/database/database';

/** What one document of a version says, short enough to be compared: its text stands as a sha256. */
export interface DocumentPrint {
  versionId: string;
  id: string;
  title: string;
  kind: string;
  uri: string | null;
  body: string | null;
}

/** The documents of versions as prints, by id; in a command with its transaction. The caller has judged the versions. */
export function documentPrints(reader: Reader, versionIds: readonly string[]): Promise<DocumentPrint[]> {
  const sql = `SELECT d.version_id AS "versionId", d.id, d.title, d.kind, d.uri,
      encode(sha256(convert_to(d.body, 'UTF8')), 'hex') AS body
    FROM registry.document d WHERE d.version_id = ANY($1::text[]) AND d.removed_at IS NULL ORDER BY d.id`;
  return rows(reader, sql, [versionIds]);
}
