import type { Ground } from '@handoff/kit/context';
import { type Loop, startLoop } from '@handoff/kit/loop';
import type { Tools } from '../monitor/kind/kind.ts';
import { moveByTime } from './by-time.ts';
import { type Lane, mostAtOnce } from './claim.ts';
import { evaluateDue } from './evaluation.ts';

const pauseMs = 500;
const longestPause = 15_000;

/**
 * Evaluates monitors until stopped: what was recorded is looked at within half a second, or two when it was looked at
 * just before; all else when its time has come. What others must be asked for keeps nothing else waiting. Several
 * processes may do so.
 */
export function keepEvaluating({ log }: Pick<Ground, 'log'>, tools: Tools): Loop[] {
  const lane = (name: string, which: Lane) => {
    const full = mostAtOnce[which];
    const round = async () => ((await evaluateDue({ tools, log }, which, new Date())) >= full ? 0 : pauseMs);
    return startLoop({ name, log, round, longestPause });
  };
  const byTime = async () => ((await moveByTime(tools.db, new Date())) > 0 ? 0 : pauseMs);
  return [
    // Two, so that one reads while the other judges what it read.
    lane('Evaluating monitors', 'FAST'),
    lane('Evaluating monitors, too', 'FAST'),
    lane('Evaluating monitors that ask others', 'SLOW'),
    startLoop({ name: 'Ending silences and escalating alerts', log, round: byTime, longestPause }),
  ];
}
