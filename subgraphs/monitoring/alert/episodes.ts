import { columns } from '@handoff/kit/database/columns';
import { rows, type Tx } from '@handoff/kit/database/database';
import { keyed } from '@handoff/kit/loader';
import type { Alert } from './alert.ts';
import { alerts } from './table.ts';

/** Where an outside system's alert stands. */
export interface Episode {
  /** The open one, locked until the commit. */
  open: Alert | null;
  /** When the last one ended, as that system said it. */
  endedAt: Date | null;
}

/** Where outside alerts of a model stand, by their fingerprints; those that were never met are left out. */
export async function episodesOf(tx: Tx, modelId: string, fingerprints: string[]): Promise<Map<string, Episode>> {
  const of = 'a.model_id = $1 AND (a.monitor_id IS NULL OR a.labels IS NOT NULL) AND a.fingerprint = ANY($2::text[])';
  const open = await rows<Alert>(
    tx,
    `SELECT ${columns(alerts, 'a')} FROM monitoring.alert a WHERE ${of} AND a.state <> 'RESOLVED' ORDER BY a.id FOR UPDATE`,
    [modelId, fingerprints],
  );
  const ended = await rows<{ fingerprint: string; endedAt: Date | null }>(
    tx,
    `SELECT a.fingerprint, max(a.ended_at) AS "endedAt" FROM monitoring.alert a WHERE ${of} GROUP BY a.fingerprint`,
    [modelId, fingerprints],
  );
  const byFingerprint = keyed(open, ({ fingerprint }) => fingerprint);
  return new Map(
    ended.map(({ fingerprint, endedAt }) => [fingerprint, { open: byFingerprint.get(fingerprint) ?? null, endedAt }]),
  );
}
