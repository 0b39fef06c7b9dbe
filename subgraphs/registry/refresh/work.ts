import { system } from '@handoff/kit/actor';
import { columns } from '@handoff/kit/database/columns';
import { type Db, firstRow, rows, write } from '@handoff/kit/database/database';
import { append } from '@handoff/kit/event/append';
import type { Log } from '@handoff/kit/log';
import { type Loop, startLoop } from '@handoff/kit/loop';
import type { SourceSystem } from '../import/source.ts';
import { modelOfSource } from './queries.ts';
import { mostAttempts, pauseAfter, type RefreshRow } from './refresh.ts';
import { refreshes } from './table.ts';

/** Reads one record of a system and brings it in; why that failed, or null. */
export type ReadAnew = (externalId: string, signal: AbortSignal) => Promise<string | null>;

/** Where records are read, by their system. */
export type Sources = Readonly<Partial<Record<SourceSystem, ReadAnew>>>;

/** For so long nobody else reads a record that somebody has begun to read; twice is no harm, only work. */
const leaseSeconds = 600;
const pauseMs = 500;

/** Reads what is to be read anew, in as many processes as there are, until stopped. */
export function keepRefreshing(db: Db, log: Log, sources: Sources): Loop {
  const round = async (signal: AbortSignal) => ((await refreshNext({ db, log, sources, signal })) ? 0 : pauseMs);
  return startLoop({ name: 'Reading sources anew', log, round });
}

export interface Refreshing {
  db: Db;
  log: Log;
  sources: Sources;
  signal: AbortSignal;
}

/** Reads the record that has waited longest; false: nothing is due. */
export async function refreshNext({ db, log, sources, signal }: Refreshing): Promise<boolean> {
  const row = await taken(db, Object.keys(sources));
  if (!row) return false;
  const failure = await attempted(sources, row, signal);
  // Stopped in the middle, it is no failure of the source's: it comes again when the lease ends.
  if (failure === null) await ended(db, row);
  else if (!signal.aborted) await failed({ db, log }, row, failure);
  return true;
}

const takeSql = `WITH taken AS (UPDATE registry.refresh r
    SET due_at = now() + interval '${leaseSeconds} seconds', attempt = r.attempt + 1
    WHERE r.id = (SELECT d.id FROM registry.refresh d WHERE d.due_at <= now() AND d.system = ANY($1::text[])
      ORDER BY d.due_at LIMIT 1 FOR UPDATE SKIP LOCKED)
    RETURNING r.*)
  SELECT ${columns(refreshes, 'taken')} FROM taken`;

function taken(db: Db, systems: readonly string[]): Promise<RefreshRow | null> {
  return firstRow(db, takeSql, [systems]);
}

async function attempted(sources: Sources, row: RefreshRow, signal: AbortSignal): Promise<string | null> {
  try {
    return (await sources[row.system]?.(row.externalId, signal)) ?? null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Asked for again while it was read: it stays, and is due at once. */
async function ended(db: Db, { id, revision }: RefreshRow): Promise<void> {
  await rows(db, 'DELETE FROM registry.refresh WHERE id = $1 AND revision = $2', [id, revision]);
}

async function failed({ db, log }: { db: Db; log: Log }, row: RefreshRow, failure: string): Promise<void> {
  const { id, system: from, externalId, attempt, revision } = row;
  const isLast = attempt >= mostAttempts;
  log.warn({ from, externalId, attempt, failure }, isLast ? 'Reading anew was given up.' : 'Reading anew failed.');
  await write(db, async tx => {
    const kept = await firstRow(
      tx,
      `WITH kept AS (UPDATE registry.refresh SET last_failure = $3,
         due_at = CASE WHEN $4::int IS NULL THEN NULL ELSE now() + make_interval(secs => $4::int) END
         WHERE id = $1 AND revision = $2 RETURNING id) SELECT id FROM kept`,
      [id, revision, failure.slice(0, 2000), isLast ? null : pauseAfter(attempt)],
    );
    if (!kept || !isLast) return;
    const modelId = await modelOfSource(tx, from, externalId);
    await append(tx, system('refresh'), {
      action: 'source.refresh_given_up',
      subjectId: modelId ?? id,
      modelId,
      summary: `could not read ${externalId} anew from ${from}: ${failure.slice(0, 500)}`,
      detail: { system: from, externalId, attempts: attempt },
    });
  });
}
