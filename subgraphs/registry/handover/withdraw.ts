import { type Command, done } from '@handoff/kit/command';
import { append } from '@handoff/kit/event/append';
import { changesBetween } from '@handoff/kit/event/change';
import { isProblem } from '@handoff/kit/problem';
import { checked, maybe } from '../model/check.ts';
import { digestOf, moved } from './handover.ts';
import { mayMove } from './policy.ts';
import { lockedCase, refusal, stopped } from './standing.ts';
import { handovers } from './table.ts';

export interface WithdrawHandover {
  handoverId: string;
  reason?: string | null;
  idempotencyKey?: string | null;
}

/** Takes an offer back that was not answered. */
export const withdrawHandover: Command<WithdrawHandover> = {
  name: 'withdrawHandover',
  async run(tx, actor, input) {
    const { value: reason, problem } = checked(maybe(2000), input.reason, 'reason');
    if (problem) return problem;
    const found = await lockedCase(tx, actor, input.handoverId);
    if (isProblem(found)) return found;
    const { handover, model, version, standing, content } = found;
    const refused = mayMove('WITHDRAW', standing);
    if (refused) return refusal(tx, found, refused);
    const next = moved(handover, 'WITHDRAW', []);
    if (isProblem(next)) return stopped(tx, found, next);
    const withdrawn = { ...next, digest: digestOf(handover, content), closingNote: reason };
    await tx.save(handovers, withdrawn);
    await append(tx, actor, {
      action: 'handover.withdrawn',
      subjectId: handover.id,
      modelId: model.id,
      summary: `withdrew version ${version.version} of ${model.name}${reason === null ? '' : `: ${reason}`}`,
      changes: changesBetween(handover, withdrawn, ['state']),
      detail: { versionId: version.id, version: version.version },
      notify: true,
    });
    return done(handover.id);
  },
};
