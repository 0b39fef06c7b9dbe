import { whoCan } from '@handoff/kit/access/queries';
import { roleHolders } from '@handoff/kit/access/roles';
import type { Actor } from '@handoff/kit/actor';
import type { Refusal } from '@handoff/kit/command';
import { firstRow, type Reader, type Tx } from '@handoff/kit/database/database';
import { notFound, type Problem } from '@handoff/kit/problem';
import type { Environment } from '../environment/environment.ts';
import { findEnvironment } from '../environment/queries.ts';
import { approversAmong, type Refused, type Standing, type Subject } from './policy.ts';
import { missingApprovals, movesFrom, type PromotionMove, standingOf, wrongState } from './promotion.ts';
import { standingIn } from './standing.ts';
import { type ApprovalRow, approvals, type PromotionRow, promotions } from './table.ts';

/** A promotion under a command: its row is locked until the commit. */
export interface Case {
  row: PromotionRow;
  environment: Environment;
  given: ApprovalRow[];
  subject: Subject;
  standing: Standing;
}

/** Locks a promotion for who acts, or says that there is none that they may see. */
export async function lockCase(tx: Tx, actor: Actor, id: string): Promise<Case | Problem> {
  const row = await tx.findOne(promotions, { where: { id }, lock: { mode: 'pessimistic_write' } });
  const standing = row ? await standingIn(tx, actor, row.modelId) : null;
  if (!row || !standing) return notFound('promotion', id);
  const environment = await findEnvironment(tx, row.environmentId);
  if (!environment) throw new Error(`${row.id} is of an environment that is gone.`);
  const given = await tx.find(approvals, { where: { promotionId: row.id }, order: { at: 'ASC', id: 'ASC' } });
  return { row, environment, given, subject: subjectOf(row, environment, given), standing };
}

/** What decides who may do what with a promotion. */
export function subjectOf(
  row: PromotionRow,
  { production }: Pick<Environment, 'production'>,
  given: readonly ApprovalRow[],
): Subject {
  return {
    state: row.state,
    standpoint: row,
    production,
    requestedById: row.requestedById,
    involvedIds: row.involvedIds,
    fourEyes: row.policy.fourEyes,
    required: row.policy.approvals,
    approved: standingOf(given, row.evidenceDigest),
  };
}

/** Why the actor may not, with whom to turn to; it goes into the trail. */
export async function refusal(reader: Reader, { row, subject }: Case, refused: Refused): Promise<Refusal> {
  const { rule, message, ask } = refused;
  const people =
    ask === 'approvers' ? await approversNow(reader, row, subject) : await whoCan(reader, ask, row.modelId);
  return { kind: 'NotAllowed', rule, message, whoCan: people, about: aboutOf(row) };
}

/** Why a move is not possible now, and who came before; or null. */
export async function stateProblem(reader: Reader, { row }: Case, move: PromotionMove): Promise<Refusal | null> {
  return movesFrom(row.state, row).includes(move) ? null : notNow(reader, row);
}

/** That a promotion does not stand where something could be done with it, and who moved it last. */
export async function notNow(reader: Reader, row: PromotionRow): Promise<Refusal> {
  return { ...wrongState(row.state, await lastMove(reader, row.id), row), about: aboutOf(row) };
}

export function aboutOf({ id, modelId }: PromotionRow): { subjectId: string; modelId: string } {
  return { subjectId: id, modelId };
}

/** Ids of the people who can give an approval that is missing, in the order of what is missing. */
async function approversNow(reader: Reader, row: PromotionRow, subject: Subject): Promise<string[]> {
  const roles = missingApprovals(subject.required, subject.approved).map(({ role }) => role);
  return approversAmong(subject, await roleHolders(reader, [row.modelId], roles));
}

/** Who moved a promotion last, and when; null when nobody is named. */
export async function lastMove(reader: Reader, id: string): Promise<{ by: string; at: Date } | null> {
  const sql = `SELECT coalesce(p.name, s.name, 'Handoff') AS by, e.at FROM event.entry e
    LEFT JOIN access.person p ON p.id = e.actor_id LEFT JOIN access.service_account s ON s.id = e.actor_id
    WHERE e.subject_id = $1 AND NOT e.refused ORDER BY e.at DESC, e.id DESC LIMIT 1`;
  return await firstRow(reader, sql, [id]);
}
