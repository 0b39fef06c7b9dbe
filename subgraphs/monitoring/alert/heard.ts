import { type Reader, rows } from '@handoff/kit/database/database';
import type { Severity } from '@handoff/kit/schema/scalars';
import type { Alert } from './alert.ts';
import { accountableFor, responsibleSql } from './responsible.ts';

/** Whose matter an alert is that belongs to a cause: that one itself, or one that it explains and that was told of. */
export interface Heard {
  causeId: string;
  /** Null: nobody's. */
  responsibleId: string | null;
  severity: Severity;
}

const ranks: Readonly<Record<Severity, number>> = { INFO: 0, WARNING: 1, CRITICAL: 2 };

/**
 * Which of the alerts that fire, in their order, need not be told of: whoever has to act on them has heard of the cause,
 * by itself or by another that it explains, and of nothing less urgent. Pure.
 */
export function heardAmong(firing: readonly (Heard & { id: string })[], heard: readonly Heard[]): Set<string> {
  const known = new Map<string, number>();
  const note = (each: Heard) => known.set(keyOf(each), Math.max(ranks[each.severity], known.get(keyOf(each)) ?? 0));
  for (const each of heard) note(each);
  const quiet = new Set<string>();
  for (const each of firing) {
    if ((known.get(keyOf(each)) ?? -1) >= ranks[each.severity]) quiet.add(each.id);
    else note(each);
  }
  return quiet;
}

function keyOf({ causeId, responsibleId }: Heard): string {
  return JSON.stringify([causeId, responsibleId]);
}

type Firing = Pick<Alert, 'id' | 'modelId' | 'severity'>;

/** The same of alerts that fire just now and are explained by these; they need not be kept yet. Two statements. */
export async function heardOf(
  reader: Reader,
  firing: readonly Firing[],
  causes: ReadonlyMap<string, string>,
): Promise<Set<string>> {
  const explained = firing.filter(({ id }) => causes.has(id));
  if (explained.length === 0) return new Set();
  const causeIds = [...new Set(causes.values())];
  const accountable = await accountableFor(reader, [...new Set(firing.map(({ modelId }) => modelId))]);
  const matter = ({ id, modelId, severity }: Firing, causeId: string) => {
    return { id, causeId, severity, responsibleId: accountable.get(modelId) ?? null };
  };
  const roots = firing.filter(({ id }) => causeIds.includes(id)).map(root => matter(root, root.id));
  const kept = await rows<Heard>(reader, sql, [causeIds]);
  return heardAmong(
    explained.map(alert => matter(alert, causes.get(alert.id) ?? '')),
    [...roots, ...kept],
  );
}

const sql = `SELECT coalesce(a.cause_id, a.id) AS "causeId", a.severity, ${responsibleSql} AS "responsibleId"
  FROM monitoring.alert a JOIN access.model m ON m.id = a.model_id
  WHERE a.id = ANY($1::text[]) OR (a.cause_id = ANY($1::text[]) AND a.told AND a.state <> 'RESOLVED')`;
