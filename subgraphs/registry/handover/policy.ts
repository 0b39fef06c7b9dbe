import type { Permission } from '@handoff/kit/access/permission';
import { type HandoverMove, type HandoverRow, movesFrom } from './handover.ts';
import type { ReviewSection } from './section.ts';

/** Why somebody may not; the command adds whom to turn to. */
export interface Refused {
  rule: string;
  message: string;
  /** Whom to turn to: whoever holds this permission on the model, or who it was offered to. */
  ask: Permission | 'recipient';
}

/** What is known of who acts, as far as one handover is concerned. */
export interface Standing {
  /** It was offered to them, or to a team of theirs. */
  isRecipient: boolean;
  /** They offered it. */
  offered: boolean;
  /** They trained the version. */
  trained: boolean;
  /** What they may do with the model. */
  permissions: ReadonlySet<Permission>;
}

/** Who acts, and what is known of the handover. */
export interface Facts {
  actorId: string | null;
  teamIds: readonly string[];
  permissions: ReadonlySet<Permission>;
  handover: Pick<HandoverRow, 'fromId' | 'toId'>;
  trainedById: string | null;
}

export function standingOf({ actorId, teamIds, permissions, handover, trainedById }: Facts): Standing {
  return {
    isRecipient: actorId === handover.toId || teamIds.includes(handover.toId),
    offered: actorId === handover.fromId,
    trained: actorId !== null && actorId === trainedById,
    permissions,
  };
}

/** Whether somebody may offer versions of a model: who registers them, or who edits the model. */
export function mayOffer(permissions: ReadonlySet<Permission>): boolean {
  return permissions.has('VERSION_REGISTER') || permissions.has('MODEL_EDIT');
}

/** May this move be made, the state aside? */
export function mayMove(move: HandoverMove, standing: Standing): Refused | null {
  if (move === 'WITHDRAW') return mayWithdraw(standing);
  if (standing.offered || standing.trained) {
    const message = 'You offered or trained this version, so somebody else must review it.';
    return { rule: 'four-eyes', message, ask: 'recipient' };
  }
  if (standing.isRecipient) return null;
  const message = 'Only who it was offered to can review and answer it.';
  return { rule: 'recipient-reviews', message, ask: 'recipient' };
}

function mayWithdraw({ offered, permissions }: Standing): Refused | null {
  if (offered || permissions.has('ASSIGN')) return null;
  const message = 'Only who offered it, or who assigns roles of this model, can take it back.';
  return { rule: 'offerer-withdraws', message, ask: 'ASSIGN' };
}

/** May they comment? Who reviews, who offered, and whoever could have offered it: questions want answers. */
export function mayComment(standing: Standing): Refused | null {
  if (standing.offered || standing.isRecipient || mayOffer(standing.permissions)) return null;
  const message = 'Only who reviews this version, or who may offer it, can comment.';
  return { rule: 'recipient-reviews', message, ask: 'recipient' };
}

/** The moves somebody can make now; for "anyone" the state decides alone. */
export function movesOf(
  handover: HandoverRow,
  openNow: readonly ReviewSection[],
  standing: Standing | 'anyone',
): HandoverMove[] {
  const possible = movesFrom(handover.state, openNow);
  return standing === 'anyone' ? possible : possible.filter(move => mayMove(move, standing) === null);
}
