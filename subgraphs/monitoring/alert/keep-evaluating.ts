import type { Ground } from '@handoff/kit/context';
import { type Loop, startLoop } from '@handoff/kit/loop';
import { evaluateDue, mostAtOnce } from './evaluation.ts';

const pauseMs = 500;

/**
 * Evaluates monitors until stopped: what was recorded is looked at within half a second, all else every 15 s. Several
 * processes may do so.
 */
export function keepEvaluating({ db, log }: Pick<Ground, 'db' | 'log'>): Loop {
  const round = async () => ((await evaluateDue(db, new Date())) >= mostAtOnce ? 0 : pauseMs);
  return startLoop({ name: 'Evaluating monitors', log, round, longestPause: 15_000 });
}
