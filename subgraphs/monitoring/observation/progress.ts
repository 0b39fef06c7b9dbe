import { firstRow, type Reader, rows, type Tx } from '@handoff/kit/database/database';
import { kept } from '@handoff/kit/database/kept';

/** Which batch is meant: batch ids are told apart by what they were sent for. */
export interface BatchKey {
  /** A version or deployment; of a stream whoever sent it. */
  scopeId: string;
  batchId: string;
}

/** How far a batch came. */
export interface Progress {
  /** Lines or rows that are done: taken or rejected. */
  lines: number;
  /** CRC-32 over the bytes of these lines; 0 where there are none. */
  checksum: number;
  accepted: number;
  rejected: number;
  complete: boolean;
}

export const nothingDone: Progress = { lines: 0, checksum: 0, accepted: 0, rejected: 0, complete: false };

const progressSql = kept(`SELECT b.lines, b.checksum, b.accepted, b.rejected, b.complete
  FROM monitoring.observation_batch b WHERE b.scope_id = $1 AND b.batch_id = $2`);

/** How far a batch came; null: it was never seen. */
export function progressOf(reader: Reader, { scopeId, batchId }: BatchKey): Promise<Progress | null> {
  return firstRow<Progress>(reader, progressSql, [scopeId, batchId]);
}

const beginSql = kept(`
  INSERT INTO monitoring.observation_batch AS b (scope_id, batch_id, recorded_by_id, started_at, recorded_at, lines,
    checksum, accepted, rejected, complete)
  VALUES ($1, $2, $3, now(), now(), $4, $5, $6, $7, $8)
  ON CONFLICT (scope_id, batch_id) DO NOTHING RETURNING 1`);

const goOnSql = kept(`
  WITH taken AS (UPDATE monitoring.observation_batch b SET recorded_at = now(), lines = $4, checksum = $5,
    accepted = b.accepted + $6, rejected = b.rejected + $7, complete = $8
  WHERE b.scope_id = $1 AND b.batch_id = $2 AND b.lines = $3 AND NOT b.complete RETURNING 1)
  SELECT 1 FROM taken`);

/** A step of a batch, from where it was to where it is then. */
export interface Step extends BatchKey {
  /** Null: the system. */
  recordedById: string | null;
  /** How many lines were done before. */
  from: number;
  /** accepted and rejected: of this step alone. */
  to: Progress;
}

/** Notes a step; false: somebody else took one from there, and nothing may be kept of this one. */
export async function takeStep(tx: Tx, { scopeId, batchId, recordedById, from, to }: Step): Promise<boolean> {
  const then = [to.lines, to.checksum, to.accepted, to.rejected, to.complete];
  const begun = from === 0 ? await rows(tx, beginSql, [scopeId, batchId, recordedById, ...then]) : [];
  return begun.length > 0 || (await rows(tx, goOnSql, [scopeId, batchId, from, ...then])).length > 0;
}
