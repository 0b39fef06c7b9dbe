import { readReach, whoCan } from '@handoff/kit/access/queries';
import { roleHolders } from '@handoff/kit/access/roles';
import type { AccessModelRow } from '@handoff/kit/access/table';
import type { Actor } from '@handoff/kit/actor';
import type { Refusal } from '@handoff/kit/command';
import { columns } from '@handoff/kit/database/columns';
import { firstRow, type Reader, rows, type Tx, together } from '@handoff/kit/database/database';
import { kept } from '@handoff/kit/database/kept';
import { storable } from '@handoff/kit/database/text';
import { notFound, type Problem } from '@handoff/kit/problem';
import type { Environment } from '../environment/environment.ts';
import { environmentBeside } from '../environment/queries.ts';
import { approversAmong, type Refused, type Standing, type Subject } from './policy.ts';
import { missingApprovals, movesFrom, type PromotionMove, standingOf, wrongState } from './promotion.ts';
import { standingTo } from './standing.ts';
import { type ApprovalRow, approvals, type PromotionRow, promotions } from './table.ts';

/** A promotion under a command: its row is locked until the commit. */
export interface Case {
  row: PromotionRow;
  environment: Environment;
  given: ApprovalRow[];
  subject: Subject;
  standing: Standing;
}

/** A promotion with its environment and what access knows of its model, whose visibility holds until the commit. */
interface LockedRow extends PromotionRow, Pick<AccessModelRow, 'teamId' | 'visibility'> {
  inEnvironment: Environment;
}

const lockSql =
  kept(`SELECT ${columns(promotions, 'd')}, ${environmentBeside.column}, m.team_id AS "teamId", m.visibility
  FROM deployment.promotion d ${environmentBeside.join} JOIN access.model m ON m.id = d.model_id
  WHERE d.id = $1 FOR UPDATE OF d FOR SHARE OF m`);

// A statement of its own, so that it sees what was committed while the lock was waited for.
const givenSql = kept(`SELECT ${columns(approvals, 'a')} FROM deployment.approval a
  WHERE a.promotion_id = $1 ORDER BY a.at, a.id`);

/** Locks a promotion for who acts, or says that there is none that they may see. */
export async function lockCase(tx: Tx, actor: Actor, id: string): Promise<Case | Problem> {
  const [[locked], given, reach] = await together([
    rows<LockedRow>(tx, lockSql, [storable(id)]),
    rows<ApprovalRow>(tx, givenSql, [storable(id)]),
    readReach(tx, actor),
  ]);
  if (!locked) return notFound('promotion', id);
  const { inEnvironment: environment, teamId, visibility, ...row } = locked;
  const standing = standingTo(actor, reach, { id: row.modelId, teamId, visibility });
  if (!standing) return notFound('promotion', id);
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
