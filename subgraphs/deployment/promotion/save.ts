import type { Actor } from '@handoff/kit/actor';
import { changeAhead } from '@handoff/kit/database/change';
import type { Tx } from '@handoff/kit/database/database';
import { append } from '@handoff/kit/event/append';
import type { Environment } from '../environment/environment.ts';
import { type Given, missingApprovals, standingOf } from './promotion.ts';
import { type ApprovalRow, approvals, type PromotionRow, promotions } from './table.ts';

/** What was done with a promotion: as people read it in the trail, and as its history keeps it. */
export interface Moved {
  /** Past tense: promotion.approved. */
  action: string;
  summary: string;
  move: string;
  /** The case as it was locked; of what was asked for just now there is only where it is to go. */
  found: { environment: Environment; row?: PromotionRow; given?: readonly Given[] };
  after: PromotionRow;
  /** The yes or no by which it moved. */
  approval?: ApprovalRow;
  note?: string | null;
}

/** Writes a promotion as it is after a move, under the next revision, with the one event that tells of it. */
export async function saveMoved(tx: Tx, actor: Actor, moved: Moved): Promise<PromotionRow> {
  const { found, action, summary, move, approval, note = null } = moved;
  const row = { ...moved.after, revision: (found.row?.revision ?? 0) + 1 };
  const given = [...(found.given ?? []), ...(approval ? [approval] : [])];
  if (approval) changeAhead(tx, { table: approvals, before: null, after: approval });
  changeAhead(tx, { table: promotions, before: found.row ?? null, after: row });
  const [from, environment] = [found.row?.state ?? null, found.environment.name];
  await append(tx, actor, {
    action,
    subjectId: row.id,
    modelId: row.modelId,
    summary: `${summary} ${naming(row)}`,
    detail: { move, from, to: row.state, note, revision: row.revision, environment, ...toTell(row, given) },
    notify: true,
  });
  return row;
}

/** A promotion in a sentence: "version 7 of churn". */
function naming({ evidence }: PromotionRow): string {
  return `version ${evidence.version} of ${evidence.modelName}`;
}

/** Who must be told, as far as deployment knows: who holds a role whose approval is missing, and who asked. */
export function toTell(row: PromotionRow, given: readonly Given[]) {
  const approved = standingOf(given, row.evidenceDigest);
  const missing = row.state === 'PENDING' ? missingApprovals(row.policy.approvals, approved) : [];
  const barred = row.policy.fourEyes ? row.involvedIds : [];
  return {
    requestedById: row.requestedById,
    environmentId: row.environmentId,
    roles: missing.map(({ role }) => role),
    excludedIds: [...new Set([...barred, ...approved.map(({ personId }) => personId)])],
  };
}
