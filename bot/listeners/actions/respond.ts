import type { AssignmentView, Problem } from '../../answers.ts';
import { changedMeanwhile, type Pressed as Value } from '../../cards/assignment.ts';
import type { Shown } from '../../cards/blocks.ts';
import { plain, refusal } from '../../cards/say.ts';
import type { Services } from '../../services.ts';
import { type Pressed, redraw } from './redraw.ts';

/** An answer to an assignment, from whichever place it was given. */
export interface Answering {
  value: Value;
  accept: boolean;
  reason?: string;
  suggestedId?: string;
  /** The delivery's key. */
  key: string;
  pressed: Pressed;
  reply: (shown: Shown) => Promise<void>;
}

/** Gives an answer as the person; the card is drawn anew, and a refusal goes to them alone. */
export async function respond(services: Services, answering: Answering): Promise<void> {
  const { value, accept, reason, suggestedId, key, pressed } = answering;
  const { respondToAssignment } = await services.graph.as(pressed.userId)('Respond', {
    input: {
      assignmentId: value.id,
      accept,
      revision: value.revision,
      idempotencyKey: key,
      ...(reason && { reason }),
      ...(suggestedId && { suggestedId }),
    },
  });
  const { assignment, problem } = respondToAssignment ?? { assignment: null, problem: null };
  if (problem) return await refused(services, answering, { assignment, problem });
  if (assignment) await redraw(services, pressed, assignment);
}

interface Refused {
  assignment: AssignmentView | null;
  problem: Problem;
}

async function refused(services: Services, { value, pressed, reply }: Answering, { assignment, problem }: Refused) {
  const stale = problem.__typename === 'WrongState' || problem.reason === 'STALE_REVISION';
  if (!stale) return await reply(refusal(problem));
  const now = assignment ?? (await services.graph.as(pressed.userId)('ReadAssignment', { id: value.id })).assignment;
  if (now) await redraw(services, pressed, now);
  await reply(plain(changedMeanwhile(now)));
}
