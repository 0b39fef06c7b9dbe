import { inUtc } from '@handoff/kit/text';
import { shownNumber } from '../number.ts';
import type { AdviceAction } from './advice.ts';
import type { Sign } from './sign.ts';
import { driftBefore, isUpstream, rolloutBefore, type Situation } from './situation.ts';

/** The signs that speak for an action, and all that bear on it. */
export interface Speaking {
  speaking: readonly Sign[];
  evidence: readonly Sign[];
}

const mostSigns = 5;

/** Why an action is suggested, in sentences for people who did not build the model: what, since when, how much, and what waiting costs. */
export function reasonsFor(action: AdviceAction, of: Situation, { speaking, evidence }: Speaking): string[] {
  const others = evidence.filter(sign => !speaking.includes(sign));
  const shown = [...speaking, ...others].slice(0, mostSigns);
  const more = evidence.length - shown.length;
  return [
    ...shown.map(sentenceOf),
    ...(more > 0 ? [`${more} more ${more === 1 ? 'alert bears' : 'alerts bear'} on it.`] : []),
    ...conclusionOf(action, of, { speaking, evidence }),
    ...(action === 'KEEP' ? [] : [waiting(of, evidence)]),
  ];
}

/** What one sign says, and since when. */
function sentenceOf(sign: Sign): string {
  const since = inUtc(sign.firedAt);
  if (sign.symptom === 'DRIFT')
    return `${featureOf(sign, 'What it reads or predicts')} drifts since ${since}: ${sign.detail}`;
  if (sign.symptom === 'DATA')
    return `${featureOf(sign, 'Its data')} is not as it should be since ${since}: ${sign.detail}`;
  if (sign.symptom === 'PERFORMANCE') return `It predicts worse since ${since}: ${shortfall(sign) ?? sign.detail}`;
  return `"${sign.title}" fires since ${since}: ${sign.detail}`;
}

function featureOf({ feature }: Sign, otherwise: string): string {
  return feature === null ? otherwise : `The feature "${feature}"`;
}

/** By how much a figure misses what is asked of it; null where it is not known. */
function shortfall({ metric, value, threshold }: Sign): string | null {
  if (metric === null || value === null || threshold === null || value === threshold) return null;
  const [bound, side] = value < threshold ? ['least', 'too low'] : ['most', 'too high'];
  const apart = shownNumber(Math.abs(value - threshold));
  return `${metric} is ${shownNumber(value)}, where ${shownNumber(threshold)} at ${bound} is asked: ${apart} ${side}.`;
}

type Conclude = (of: Situation, signs: Speaking) => string[];

const conclusions: Readonly<Record<AdviceAction, Conclude>> = {
  FIX_DATA: (_, { speaking }) => {
    const shared = [...new Set(speaking.filter(isUpstream).map(({ upstream }) => upstream))];
    if (shared.length === 0) return ['While its data are broken, training on them would teach it what is wrong.'];
    return [
      `It comes from further up: other models that read "${shared.join('" or "')}" show it too. No other version would do better on it.`,
    ];
  },
  ROLL_BACK: (of, { speaking }) => {
    const found = speaking.map(sign => rolloutBefore(of, sign)).find(rollout => rollout !== null);
    if (!found) return [];
    const { environment, startedAt, back } = found;
    const began = `Version ${of.version.version} began to serve in ${environment} at ${inUtc(startedAt)}, shortly before.`;
    return [`${began} Version ${back} can serve again with one move.`];
  },
  RE_ENGINEER_FEATURES: (of, { speaking }) =>
    speaking.flatMap(sign => {
      const before = driftBefore(of, sign);
      if (before === null) return [];
      const { version, registeredAt } = of.version;
      const then = `"${sign.feature}" drifted before, at ${inUtc(before)}, and version ${version} was registered after that, at ${inUtc(registeredAt)}.`;
      return [`${then} A new training did not settle it: the feature itself does not hold still.`];
    }),
  RETRAIN: (_, { evidence }) => {
    const drifting = evidence.filter(({ symptom }) => symptom === 'DRIFT').length;
    if (drifting > 0) return ['What comes in has changed, and it predicts worse: it should learn from recent data.'];
    return ['No feature is seen to drift: what it learned holds no more, and recent labels should teach it anew.'];
  },
  KEEP: ({ performanceWatched }) => {
    if (performanceWatched)
      return ['No alert is open on how well it predicts: what has changed does it no harm so far.'];
    return ['How well it predicts is not watched: save a monitor of its performance before you rely on this.'];
  },
};

/** What the signs come to, in sentences that stay the same while they come to the same. */
export function conclusionOf(action: AdviceAction, of: Situation, signs: Speaking): string[] {
  return conclusions[action](of, signs);
}

/** Metrics that are shares of predictions: missing one by 0.01 means one more of 100 that goes wrong. */
const shares: ReadonlySet<string> = new Set(['accuracy', 'error_rate']);

/** What each day of waiting costs, where that is known. */
function waiting({ predictionsPerDay }: Situation, evidence: readonly Sign[]): string {
  if (predictionsPerDay === null || predictionsPerDay <= 0) {
    return 'What waiting costs is not known: no predictions were recorded in the last 7 days.';
  }
  const daily = shownNumber(Math.round(predictionsPerDay));
  const missed = evidence.flatMap(({ metric, value, threshold }) => {
    if (metric === null || !shares.has(metric) || value === null || threshold === null) return [];
    return [Math.abs(value - threshold)];
  });
  const worst = Math.max(0, ...missed);
  if (worst === 0) return `Each day of waiting is about ${daily} predictions made like this.`;
  const wrong = shownNumber(Math.round(predictionsPerDay * worst));
  return `Each day of waiting is about ${daily} predictions, of which about ${wrong} more go wrong than is allowed.`;
}
