import type { Problem } from '../../answers/shared.ts';
import type { Shown } from '../../cards/blocks.ts';
import type { Pressed } from '../../cards/pressed.ts';
import { changedMeanwhile, refusal } from '../../cards/say.ts';
import type { Services } from '../../services.ts';
import { pictureOf } from '../../subjects.ts';
import type { Outcome } from '../outcome.ts';
import { redraw, type ToRedraw } from './redraw.ts';

/** Somebody whose press, or whose form, has changed a thing or was refused. */
export interface Acted {
  about: Pressed;
  pressed: ToRedraw;
  reply: (shown: Shown) => Promise<void>;
}

/**
 * Shows what became of a change: what was pressed is drawn anew and the thing's other cards follow. A refusal is told
 * to who pressed alone; who came too late sees the thing as it stands, and hears what was done meanwhile.
 */
export async function settle(services: Services, acted: Acted, { picture, problem }: Outcome): Promise<void> {
  const { about, pressed, reply } = acted;
  if (problem && !cameTooLate(problem)) return await reply(refusal(problem));
  const now = picture ?? (problem ? await pictureOf(services.graph.as(pressed.userId), about.id) : null);
  if (now) await redraw(services, pressed, now);
  if (problem) await reply(changedMeanwhile(problem, now?.latest ?? null));
}

const movedOn = ['STALE_REVISION', 'EVIDENCE_CHANGED'];

function cameTooLate({ __typename: kind, reason }: Problem): boolean {
  return kind === 'WrongState' || (kind === 'Conflict' && movedOn.includes(reason ?? ''));
}
