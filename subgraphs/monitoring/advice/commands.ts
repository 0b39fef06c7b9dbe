import { answerableFor } from '@handoff/kit/access/roles';
import type { Actor } from '@handoff/kit/actor';
import { type Command, type Done, done, type Refusal } from '@handoff/kit/command';
import { firstRow, type Tx } from '@handoff/kit/database/database';
import { append } from '@handoff/kit/event/append';
import { changesBetween } from '@handoff/kit/event/change';
import { unseenText } from '@handoff/kit/event/since';
import { isId } from '@handoff/kit/id';
import { conflict, isProblem, notFound, type Problem } from '@handoff/kit/problem';
import { textProblem } from '@handoff/kit/text';
import { refuse } from '../permission.ts';
import { type Advice, type AdviceAction, actionOf, moved, type PeoplesMove, titleOf } from './advice.ts';
import { answering, decidersOf, linkProblem } from './policy.ts';
import { advices } from './table.ts';

interface OfAdvice {
  adviceId: string;
  idempotencyKey?: string | null;
}

export interface OpenDiscussion extends OfAdvice {
  discussion: string;
}

/** Says where an advice is talked about. Two at once: one opens it, the other hears who was first, and where. */
export const openDiscussion: Command<OpenDiscussion> = {
  name: 'openDiscussion',
  async run(tx, actor, { adviceId, discussion }) {
    const before = await lockedAdvice(tx, actor, adviceId);
    if (isProblem(before)) return before;
    const problem = linkProblem(discussion);
    if (problem) return asItStands(before, problem);
    const patch = { discussion, discussedById: actor.id, discussedAt: new Date() };
    return made(tx, actor, { before, move: 'DISCUSS', summary: 'opened the discussion of an advice', patch });
  },
};

export interface DecideAdvice extends OfAdvice {
  decision: AdviceAction;
  rationale: string;
  decidedWith?: string[] | null;
  revision?: number | null;
}

/**
 * Decides an advice: whatever it suggests, people say what is done. Nothing is carried out by it. Two at once: one
 * decides, the other hears who did, and when. decidedWith: others who agreed, each of whom answers for the model.
 */
export const decideAdvice: Command<DecideAdvice> = {
  name: 'decideAdvice',
  async run(tx, actor, { adviceId, decision, rationale, decidedWith, revision }) {
    const before = await lockedAdvice(tx, actor, adviceId);
    if (isProblem(before)) return before;
    const wrong = moved(before, 'DECIDE', await whoActed(tx, before));
    if (isProblem(wrong)) return asItStands(before, wrong);
    const problem = (await staleProblem(tx, before, revision ?? null)) ?? textProblem('rationale', rationale, 20_000);
    if (problem) return asItStands(before, problem);
    const named = decidedWith ?? [];
    const answerable = named.length === 0 ? [] : await answerableFor(tx, before.modelId);
    const deciders = decidersOf(actor.id ?? 'system', named, new Set(answerable));
    if (isProblem(deciders)) return asItStands(before, deciders);
    const patch = { decision, rationale, decidedByIds: deciders, decidedAt: new Date() };
    return made(tx, actor, { before, move: 'DECIDE', summary: `decided an advice: ${titleOf(decision)}`, patch });
  },
};

/** The advice, locked until the commit, when the actor may answer it; else why not. */
async function lockedAdvice(tx: Tx, actor: Actor, id: string): Promise<Advice | Refusal> {
  const found = isId('adv', id) ? await tx.findOne(advices, { where: { id } }) : null;
  if (!found) return notFound('advice', id);
  const refusal = await refuse(tx, actor, { model: found.modelId, thing: { what: 'advice', id }, ...answering });
  return refusal ?? tx.findOneOrFail(advices, { where: { id }, lock: { mode: 'pessimistic_write' } });
}

function asItStands({ id, modelId }: Advice, problem: Problem): Refusal {
  return { ...problem, about: { subjectId: id, modelId } };
}

async function staleProblem(tx: Tx, { id, revision }: Advice, seen: number | null): Promise<Problem | null> {
  if (seen === null || seen === revision) return null;
  const unseen = await unseenText(tx, { id, actions: ['advice'], revisions: revision - seen });
  const message = `It has changed since revision ${seen}; it is at ${revision} now.${unseen} Look at it again, and decide then.`;
  return conflict('STALE_REVISION', message);
}

/** The name of who brought the advice into the state it is in, where somebody did. */
async function whoActed(tx: Tx, { state, discussedById, decidedByIds }: Advice): Promise<string | null> {
  const id = state === 'DECIDED' ? (decidedByIds?.[0] ?? null) : discussedById;
  if (id === null) return null;
  const sql = `SELECT name FROM access.person WHERE id = $1
    UNION ALL SELECT name FROM access.service_account WHERE id = $1`;
  return (await firstRow<{ name: string }>(tx, sql, [id]))?.name ?? null;
}

interface Made {
  before: Advice;
  move: PeoplesMove;
  summary: string;
  patch: Partial<Advice>;
}

async function made(tx: Tx, actor: Actor, { before, move, summary, patch }: Made): Promise<Done | Refusal> {
  const next = moved(before, move, await whoActed(tx, before));
  if (isProblem(next)) return asItStands(before, next);
  const after = { ...next, ...patch };
  await tx.save(advices, after);
  const { id, modelId, versionId, revision, discussion, decision, decidedByIds, rationale } = after;
  await append(tx, actor, {
    ...{ action: actionOf(move), subjectId: id, modelId, summary },
    changes: changesBetween(before, after, ['state', 'discussion', 'decision', 'decidedByIds']),
    detail: {
      ...{ versionId, suggested: after.action, discussion, decision, decidedByIds, rationale, revision },
      open: after.state !== 'DECIDED',
    },
    notify: true,
  });
  return done(id);
}
