import type { Actor } from '@handoff/kit/actor';
import type { Tx } from '@handoff/kit/database/database';
import { append } from '@handoff/kit/event/append';
import { findEnvironment } from '../environment/queries.ts';
import { type Given, missingApprovals, type PromotionState, standingOf } from './promotion.ts';
import { type PromotionRow, promotions } from './table.ts';

/** What was done with a promotion: as people read it in the trail, and as its history keeps it. */
export interface Moved {
  /** Past tense: promotion.approved. */
  action: string;
  summary: string;
  move: string;
  /** Null: it was asked for just now. */
  from: PromotionState | null;
  after: PromotionRow;
  given: readonly Given[];
  note?: string | null;
}

/** Writes a promotion as it is after a move, under the next revision, with the one event that tells of it. */
export async function saveMoved(tx: Tx, actor: Actor, moved: Moved): Promise<PromotionRow> {
  const { after, action, summary, move, from, given, note = null } = moved;
  const row = { ...after, revision: from === null ? 1 : after.revision + 1 };
  await tx.save(promotions, row);
  const environment = (await findEnvironment(tx, row.environmentId))?.name ?? null;
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
