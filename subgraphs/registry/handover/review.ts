import type { Actor } from '@handoff/kit/actor';
import { type Command, done } from '@handoff/kit/command';
import { countRows, type Tx } from '@handoff/kit/database/database';
import { append } from '@handoff/kit/event/append';
import { changesBetween } from '@handoff/kit/event/change';
import { unseenText } from '@handoff/kit/event/since';
import { conflict, invalid, isProblem, type Problem } from '@handoff/kit/problem';
import { checked, maybe } from '../model/check.ts';
import { signedBy } from '../model/guard.ts';
import { type HandoverRow, moved } from './handover.ts';
import { mayComment, mayMove } from './policy.ts';
import { printOf, type ReviewSection, type ReviewVerdict, titleOf } from './section.ts';
import { type Case, lockedCase, refusal, stopped } from './standing.ts';
import { handoverComments, handoverSections, handovers } from './table.ts';

export interface ReviewHandover {
  handoverId: string;
  section: ReviewSection;
  verdict?: ReviewVerdict | null;
  comment?: string | null;
  revision?: number | null;
  idempotencyKey?: string | null;
}

interface Review {
  section: ReviewSection;
  verdict: ReviewVerdict | null;
  comment: string | null;
  revision: number | null;
}

const mostComments = 1000;

/**
 * Judges one section, says something about it, or both. Who reviews does both; who offered, or could have, comments.
 * A verdict names what it saw: once that changes, it counts no more.
 */
export const reviewHandover: Command<ReviewHandover> = {
  name: 'reviewHandover',
  async run(tx, actor, input) {
    const { value: comment, problem } = checked(maybe(20_000), input.comment, 'comment');
    if (problem) return problem;
    const review = {
      section: input.section,
      verdict: input.verdict ?? null,
      comment,
      revision: input.revision ?? null,
    };
    if (review.verdict === null && comment === null) return invalid('verdict', 'Give a verdict, a comment, or both.');
    const found = await lockedCase(tx, actor, input.handoverId);
    if (isProblem(found)) return found;
    const refused = review.verdict === null ? mayComment(found.standing) : mayMove('REVIEW', found.standing);
    if (refused) return refusal(tx, found, refused);
    const next = await nextOf(tx, found, review);
    if (isProblem(next)) return stopped(tx, found, next);
    await tx.save(handovers, next);
    await keep(tx, actor, { found, review });
    await tell(tx, actor, { found, review, next });
    return done(next.id);
  },
};

async function nextOf(tx: Tx, { handover, standing }: Case, review: Review): Promise<HandoverRow | Problem> {
  const next = moved(handover, 'REVIEW', []);
  if (isProblem(next)) return next;
  if (review.revision !== null && review.revision !== handover.revision) return stale(tx, handover, review.revision);
  if (review.comment !== null && (await commentCount(tx, handover)) >= mostComments) {
    return invalid('comment', `There are ${mostComments} comments already: settle it, and answer the handover.`);
  }
  // What is said by who offered it is no review yet.
  return mayMove('REVIEW', standing) === null ? next : { ...next, state: handover.state };
}

async function stale(tx: Tx, { id, revision }: HandoverRow, given: number): Promise<Problem> {
  const told = await unseenText(tx, { id, actions: ['handover'], revisions: revision - given });
  const message = `This changed since you saw it (revision ${given}, now ${revision}): look at it again, then judge.${told}`;
  return conflict('STALE_REVISION', message);
}

function commentCount(tx: Tx, { id }: HandoverRow): Promise<number> {
  return countRows(tx, 'FROM registry.handover_comment WHERE handover_id = $1', [id]);
}

async function keep(tx: Tx, actor: Actor, of: { found: Case; review: Review }): Promise<void> {
  const { handover, content } = of.found;
  const { section, verdict, comment } = of.review;
  const said = { handoverId: handover.id, section, byId: signedBy(actor), at: new Date() };
  if (verdict !== null) await tx.save(handoverSections, { ...said, verdict, print: printOf(section, content) });
  if (comment === null) return;
  await tx.insert(handoverComments, { ...said, position: await commentCount(tx, handover), text: comment });
}

async function tell(tx: Tx, actor: Actor, of: { found: Case; review: Review; next: HandoverRow }): Promise<void> {
  const { handover, model, version, sections } = of.found;
  const { section, verdict, comment } = of.review;
  const before = sections.find(one => one.section === section)?.verdict ?? 'OPEN';
  const doing = verdict === null ? 'commented on' : `${comment === null ? '' : 'commented on and '}${verbs[verdict]}`;
  await append(tx, actor, {
    action: 'handover.reviewed',
    subjectId: handover.id,
    modelId: model.id,
    summary: `${doing} the ${titleOf(section)} of version ${version.version} of ${model.name}`,
    changes: [
      ...changesBetween(handover, of.next, ['state']),
      ...changesBetween({ [section]: before }, { [section]: verdict ?? before }, [section]),
    ],
    detail: { section, verdict, commented: comment !== null, versionId: version.id },
    notify: true,
  });
}

const verbs: Readonly<Record<ReviewVerdict, string>> = {
  OPEN: 'reopened',
  ACCEPTED: 'accepted',
  QUESTION: 'questioned',
  REJECTED: 'rejected',
};
