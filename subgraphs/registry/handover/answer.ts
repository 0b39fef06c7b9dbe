import type { Actor } from '@handoff/kit/actor';
import { type Command, done } from '@handoff/kit/command';
import type { Tx } from '@handoff/kit/database/database';
import { append } from '@handoff/kit/event/append';
import { changesBetween } from '@handoff/kit/event/change';
import { conflict, invalid, isProblem, type Problem } from '@handoff/kit/problem';
import { askToHold } from '../assignment/ask.ts';
import { checked, maybe } from '../model/check.ts';
import { signedBy } from '../model/guard.ts';
import { digestOf, type HandoverRow, isOpen, moved } from './handover.ts';
import { mayMove } from './policy.ts';
import { openSections } from './section.ts';
import { type Case, lockedCase, refusal, stopped } from './standing.ts';
import { handovers } from './table.ts';

export interface AnswerHandover {
  handoverId: string;
  accept: boolean;
  /** What the reviewer saw. */
  digest: string;
  comment?: string | null;
  idempotencyKey?: string | null;
}

/** The role that who accepts a version is asked to hold on its model. */
const engineer = 'ml-engineer';

/**
 * Accepts a version, with every section accepted, or returns it. Who accepts is asked to be the model's engineer,
 * unless they are. The answer names what it saw; when that has changed, nothing is answered.
 */
export const answerHandover: Command<AnswerHandover> = {
  name: 'answerHandover',
  async run(tx, actor, input) {
    const { value: comment, problem } = checked(maybe(20_000), input.comment, 'comment');
    if (problem) return problem;
    const found = await lockedCase(tx, actor, input.handoverId);
    if (isProblem(found)) return found;
    const refused = mayMove(input.accept ? 'ACCEPT' : 'RETURN', found.standing);
    if (refused) return refusal(tx, found, refused);
    const next = nextOf(found, { ...input, comment });
    if (isProblem(next)) return stopped(tx, found, next);
    const answered = { ...next, answeredAt: new Date(), answeredById: signedBy(actor), closingNote: comment };
    await tx.save(handovers, answered);
    await tell(tx, actor, { found, answered });
    if (input.accept) await askEngineer(tx, actor, found);
    return done(answered.id);
  },
};

function nextOf({ handover, content, sections }: Case, input: AnswerHandover): HandoverRow | Problem {
  const digest = digestOf(handover, content);
  if (isOpen(handover.state) && input.digest !== digest) return changed(digest);
  if (isOpen(handover.state) && !input.accept && !input.comment && !sections.some(saysWhy)) {
    return invalid('comment', 'Say why you return it, here or in the sections: whoever offered it will read it.');
  }
  const next = moved(handover, input.accept ? 'ACCEPT' : 'RETURN', openSections(sections, content));
  return isProblem(next) ? next : { ...next, digest };
}

function saysWhy({ verdict }: Case['sections'][number]): boolean {
  return verdict === 'QUESTION' || verdict === 'REJECTED';
}

function changed(digest: string): Problem {
  const message = `Documents or assumptions of this version are not as you saw them: look at it again, and answer with the digest ${digest}.`;
  return conflict('EVIDENCE_CHANGED', message);
}

async function tell(tx: Tx, actor: Actor, { found, answered }: { found: Case; answered: HandoverRow }): Promise<void> {
  const { handover, model, version } = found;
  const verb = answered.state === 'ACCEPTED' ? 'accepted' : 'returned';
  const why = answered.closingNote === null ? '' : `: ${answered.closingNote}`;
  await append(tx, actor, {
    action: `handover.${verb}`,
    subjectId: handover.id,
    modelId: model.id,
    summary: `${verb} version ${version.version} of ${model.name}${why}`,
    changes: changesBetween(handover, answered, ['state', 'answeredAt', 'digest']),
    detail: { versionId: version.id, version: version.version, digest: answered.digest },
    notify: true,
  });
}

async function askEngineer(tx: Tx, actor: Actor, { handover, model, version }: Case): Promise<void> {
  await askToHold(tx, actor, {
    roleKey: engineer,
    personId: signedBy(actor),
    model,
    byId: handover.fromId,
    scopeOfWork: `Took over version ${version.version}.`,
  });
}
