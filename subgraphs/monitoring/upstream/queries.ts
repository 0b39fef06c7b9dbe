import { columns } from '@handoff/kit/database/columns';
import { type Reader, rows } from '@handoff/kit/database/database';
import { upstreams } from './table.ts';
import type { Upstream } from './upstream.ts';

const selected = columns(upstreams, 'u');

/** The shared features that models read. One statement. */
export function upstreamIn(reader: Reader, modelIds: readonly string[]): Promise<Upstream[]> {
  const sql = `SELECT ${selected} FROM monitoring.upstream u WHERE u.model_id = ANY($1::text[])
    ORDER BY u.model_id, u.feature, u.definition_id`;
  return rows(reader, sql, [modelIds]);
}

/** Whichever models read a shared feature that these models read, these too, and what they call it. One statement. */
export function sharedWith(reader: Reader, modelIds: readonly string[]): Promise<Upstream[]> {
  const sql = `SELECT ${selected} FROM monitoring.upstream u
    WHERE u.definition_id IN (SELECT o.definition_id FROM monitoring.upstream o WHERE o.model_id = ANY($1::text[]))
    ORDER BY u.model_id, u.feature, u.definition_id`;
  return rows(reader, sql, [modelIds]);
}
