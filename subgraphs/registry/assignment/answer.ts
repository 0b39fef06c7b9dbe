import { readReach, whoCan } from '@handoff/kit/access/queries';
import { type AssignmentRow, assignments, roles } from '@handoff/kit/access/table';
import type { Actor } from '@handoff/kit/actor';
import { type Command, done, type Refusal } from '@handoff/kit/command';
import type { Tx } from '@handoff/kit/database/database';
import { unseenText } from '@handoff/kit/event/since';
import { conflict, invalid, isProblem, notFound, type Problem } from '@handoff/kit/problem';
import { lockModel } from '../model/queries.ts';
import { holdPerson } from '../person/rows.ts';
import { type AssignmentMove, moved } from './assignment.ts';
import { appendMove } from './entry.ts';
import { leftUnowned } from './leaving.ts';
import { mayMove } from './policy.ts';
import { nameOf } from './rows.ts';
import { standingIn } from './standing.ts';

export interface RespondToAssignment {
  assignmentId: string;
  accept: boolean;
  reason?: string | null;
  suggestedId?: string | null;
  revision?: number | null;
  idempotencyKey?: string | null;
}

/** The assignee's answer. Two at once: one is taken, the other hears what was answered and when. */
export const respondToAssignment: Command<RespondToAssignment> = {
  name: 'respondToAssignment',
  async run(tx, actor, input) {
    const move: AssignmentMove = input.accept ? 'ACCEPT' : input.suggestedId ? 'SUGGEST' : 'DECLINE';
    await holdPerson(tx, actor.id);
    const before = await lockedFor(tx, actor, { id: input.assignmentId, move });
    if (isProblem(before)) return before;
    const problem = (await answerProblem(tx, input)) ?? (await staleProblem(tx, before, input));
    if (problem) return { ...problem, about: aboutOf(before) };
    const next = moved(before, move, new Date());
    if (isProblem(next)) return { ...(await namingWho(tx, before, next)), about: aboutOf(before) };
    const taken = input.accept ? await takenProblem(tx, before) : null;
    if (taken) return { ...taken, about: aboutOf(before) };
    const after = input.accept
      ? next
      : { ...next, declineReason: input.reason ?? null, suggestedId: input.suggestedId ?? null };
    // The one who goes lays it down first: the table takes one owner at a time.
    if (input.accept && before.replacesId) await endReplaced(tx, actor, before.replacesId);
    await tx.save(assignments, after);
    await appendMove(tx, actor, {
      before,
      after,
      action: input.accept ? 'assignment.accepted' : 'assignment.declined',
    });
    return done(after.id);
  },
};

export interface EndAssignment {
  assignmentId: string;
  reason: string;
  idempotencyKey?: string | null;
}

/** Takes an assignment back, or lays it down. */
export const endAssignment: Command<EndAssignment> = {
  name: 'endAssignment',
  async run(tx, actor, input) {
    const before = await lockedFor(tx, actor, { id: input.assignmentId, move: 'END' });
    if (isProblem(before)) return before;
    if (input.reason.trim() === '') return invalid('reason', 'Say why it ends: people will read it in the trail.');
    const next = moved(before, 'END', new Date());
    if (isProblem(next)) return { ...next, about: aboutOf(before) };
    const staying = await leftUnowned(tx, before);
    if (staying) return { ...staying, about: aboutOf(before) };
    const after = { ...next, endReason: input.reason };
    await tx.save(assignments, after);
    await appendMove(tx, actor, { before, after, action: 'assignment.ended' });
    return done(after.id);
  },
};

export interface DelegateAssignment {
  assignmentId: string;
  /** Null takes the delegation back. */
  toPersonId?: string | null;
  until?: Date | null;
  idempotencyKey?: string | null;
}

/** Lends the rights of an assignment until a day; who answers for it stays the same. */
export const delegateAssignment: Command<DelegateAssignment> = {
  name: 'delegateAssignment',
  async run(tx, actor, input) {
    const before = await lockedFor(tx, actor, { id: input.assignmentId, move: 'DELEGATE' });
    if (isProblem(before)) return before;
    const problem = await delegationProblem(tx, input, before);
    if (problem) return problem;
    const next = moved(before, 'DELEGATE', new Date());
    if (isProblem(next)) return { ...next, about: aboutOf(before) };
    const to = input.toPersonId ?? null;
    const after = { ...next, delegatedToId: to, delegatedUntil: to === null ? null : (input.until ?? null) };
    await tx.save(assignments, after);
    await appendMove(tx, actor, { before, after, action: 'assignment.delegated' });
    return done(after.id);
  },
};

async function delegationProblem(tx: Tx, input: DelegateAssignment, before: AssignmentRow): Promise<Problem | null> {
  if (!input.toPersonId) return null;
  if (!input.toPersonId.startsWith('per_') || (await nameOf(tx, input.toPersonId)) === null) {
    return invalid('toPersonId', `There is no active person "${input.toPersonId}": rights are lent to a person.`);
  }
  if (input.toPersonId === before.assigneeId) return invalid('toPersonId', 'They hold it already.');
  if (!input.until || input.until <= new Date()) return invalid('until', 'Say until when, in the time to come.');
  return null;
}

/** The row, locked, when the actor may see it and may make this move; else why not. */
async function lockedFor(
  tx: Tx,
  actor: Actor,
  of: { id: string; move: AssignmentMove },
): Promise<AssignmentRow | Refusal> {
  const found = await tx.findOne(assignments, { where: { id: of.id } });
  const model = found?.modelId ? await lockModel(tx, await readReach(tx, actor), found.modelId) : null;
  if (!found || (found.modelId && !model)) return notFound('assignment', of.id);
  const before = await tx.findOneOrFail(assignments, { where: { id: of.id }, lock: { mode: 'pessimistic_write' } });
  const refused = mayMove(of.move, await standingIn(tx, actor, before));
  if (!refused) return before;
  const people = refused.ask === 'assignee' ? [before.assigneeId] : await whoCan(tx, refused.ask, before.modelId);
  return { kind: 'NotAllowed', rule: refused.rule, message: refused.message, whoCan: people, about: aboutOf(before) };
}

function aboutOf(assignment: AssignmentRow): { subjectId: string; modelId: string | null } {
  return { subjectId: assignment.id, modelId: assignment.modelId };
}

async function answerProblem(tx: Tx, input: RespondToAssignment): Promise<Problem | null> {
  if (input.accept && input.suggestedId)
    return invalid('suggestedId', 'Accepting and suggesting somebody else do not go together.');
  if (!input.accept && !input.reason?.trim()) return invalid('reason', 'Say why not: whoever asked you will read it.');
  if ((input.reason?.length ?? 0) > 2000)
    return invalid('reason', 'It is longer than 2,000 characters: say it shorter.');
  if (input.suggestedId && (await nameOf(tx, input.suggestedId)) === null) {
    return invalid('suggestedId', `There is no active person or team "${input.suggestedId}".`);
  }
  return null;
}

async function staleProblem(tx: Tx, before: AssignmentRow, input: RespondToAssignment): Promise<Problem | null> {
  const stale = input.revision !== null && input.revision !== undefined && input.revision !== before.revision;
  if (!stale || before.state !== 'PROPOSED') return null;
  const { id, revision } = before;
  const told = await unseenText(tx, { id, actions: ['assignment'], revisions: revision - (input.revision ?? 0) });
  const message = `This changed since you saw it (revision ${input.revision}, now ${revision}): look at it again, then answer.${told}`;
  return conflict('STALE_REVISION', message);
}

/** Says who answered before, so that the second of two clicks is told. */
async function namingWho(tx: Tx, before: AssignmentRow, problem: Problem): Promise<Problem> {
  const name = await nameOf(tx, before.assigneeId);
  return name && before.respondedAt
    ? { ...problem, message: `${problem.message} It was ${name}'s to answer.` }
    : problem;
}

async function takenProblem(tx: Tx, before: AssignmentRow): Promise<Problem | null> {
  const role = await tx.findOneOrFail(roles, { where: { key: before.roleKey } });
  if (role.maxHolders === null) return null;
  const accepted = await tx.find(assignments, {
    where: { roleKey: before.roleKey, scope: before.scope, state: 'ACCEPTED' },
  });
  const others = accepted.filter(
    other => other.modelId === before.modelId && other.teamId === before.teamId && other.id !== before.replacesId,
  );
  const holder = others[0];
  if (!holder || others.length < role.maxHolders) return null;
  const message = `${(await nameOf(tx, holder.assigneeId)) ?? 'Somebody'} became ${role.title.toLowerCase()} meanwhile, and only ${role.maxHolders} can be.`;
  return conflict('ROLE_TAKEN', message);
}

async function endReplaced(tx: Tx, actor: Actor, id: string): Promise<void> {
  const before = await tx.findOne(assignments, { where: { id }, lock: { mode: 'pessimistic_write' } });
  const next = before ? moved(before, 'END', new Date()) : null;
  if (!before || !next || isProblem(next)) return;
  const after = { ...next, endReason: 'A successor accepted.' };
  await tx.save(assignments, after);
  await appendMove(tx, actor, { before, after, action: 'assignment.ended' });
}
