import { isPrecise } from './compare.ts';
import type { Arm, Design, Verdict } from './experiment.ts';
import type { ArmEffect, ArmOutcome, Reading, Recorded } from './findings.ts';

type Found = Omit<Reading, 'explanation'>;

/** What else an explanation rests on: how many each arm has, and whether it may be read by now. */
export interface Background {
  sizes: readonly number[];
  isReadable: boolean;
}

/** What the data say, in plain sentences for people who did not plan the experiment. Pure. */
export function explain(experiment: Recorded, found: Found, background: Background): string {
  const sentences = found.sampleRatioMismatch
    ? [mismatched(experiment.arms, found, background)]
    : background.isReadable
      ? [
          ...found.outcomes.flatMap(outcome => ofArm(experiment, found, outcome)),
          closing(experiment.design, found.verdict),
        ]
      : [tooEarly(experiment, background)];
  return sentences.join(' ');
}

function mismatched(arms: readonly Arm[], { sampleRatioP }: Found, { sizes }: Background): string {
  const total = sizes.reduce((sum, n) => sum + n, 0);
  const whole = arms.reduce((sum, { share }) => sum + share, 0);
  const told = arms.map(({ key, share }, i) => {
    return `${key} has ${count(sizes[i] ?? 0)} and was meant to have about ${count((total * share) / whole)}`;
  });
  return `No verdict: the arms are not of the sizes that were meant (${told.join('; ')}; p ${probability(sampleRatioP)}). Something assigns or loses traffic unevenly. Find out what, mend it, and begin a new experiment.`;
}

function tooEarly({ design, arms, state }: Recorded, { sizes }: Background): string {
  const planned = design.plannedSampleSize;
  if (planned === null) {
    return 'It is too early: an experiment with a fixed horizon is read once, and without a plan that is when it is stopped.';
  }
  const lacking = arms.filter((_, i) => (sizes[i] ?? 0) < planned);
  const names = lacking.map(({ key }) => `${key} has ${count(sizes[arms.findIndex(arm => arm.key === key)] ?? 0)}`);
  const short = `${count(planned)} were planned for each arm; ${names.join(', ')}.`;
  return state === 'RUNNING'
    ? `It is too early: ${short} With a fixed horizon nothing is read before, because looking often finds differences that are not there.`
    : `It ended too early to be read: ${short} Begin a new one, and let it run to its end.`;
}

function ofArm({ design, arms }: Recorded, { effects }: Found, { arm, guardrails, reason }: ArmOutcome): string[] {
  const control = arms.find(each => each.control)?.key ?? '';
  const effect = effects.find(each => each.arm === arm);
  if (!effect) return [`${arm} cannot be compared with ${control}: ${reason}.`];
  return [`${comparedWith(control, effect, design)} ${meaning(design, effect)}`, ...guarded(design, guardrails)];
}

function comparedWith(control: string, { arm, effect, relative, lower, upper, p }: ArmEffect, design: Design): string {
  const change = effect === 0 ? 'the same' : `${amount(Math.abs(effect))} ${effect > 0 ? 'higher' : 'lower'}`;
  const part = relative === null || effect === 0 ? '' : ` (${amount(100 * relative)} %)`;
  return `${design.metric} of ${arm} is ${change}${part} than that of ${control}; the true difference is likely between ${amount(lower)} and ${amount(upper)} (p ${probability(p)}).`.replace(
    'the same than that',
    'the same as that',
  );
}

function meaning(design: Design, found: ArmEffect): string {
  const { effect, significant } = found;
  if (!significant && design.method === 'FIXED_HORIZON' && !isPrecise(design, found)) {
    return 'That may well be chance; but the values vary more than was planned for, so a difference may have been missed.';
  }
  if (!significant) return 'That may well be chance.';
  const isBetter = design.comparator === 'AT_LEAST' ? effect > 0 : effect < 0;
  return `That is ${isBetter ? 'better' : 'worse'}, and more than chance explains.`;
}

function guarded({ guardrails }: Design, held: readonly (boolean | null)[]): string[] {
  const named = (state: boolean | null) => guardrails.filter((_, i) => held[i] === state).map(({ metric }) => metric);
  const [broken, open] = [named(false), named(null)];
  return [
    ...(guardrails.length > 0 && broken.length + open.length === 0 ? ['Every guardrail holds.'] : []),
    ...(broken.length > 0 ? [`It is worse than a guardrail allows: ${broken.join(', ')}.`] : []),
    ...(open.length > 0 ? [`Not shown yet that it stays within its guardrail: ${open.join(', ')}.`] : []),
  ];
}

function closing({ method, minimumEffect, power }: Design, verdict: Verdict): string {
  if (verdict === 'WON') return 'So the experiment is won.';
  if (verdict === 'LOST') return 'So the experiment is lost: keep the control.';
  if (verdict === 'NO_DIFFERENCE') {
    const chance =
      method === 'FIXED_HORIZON' ? `, which would have been found ${amount(100 * power)} times of 100` : '';
    const least = minimumEffect === null ? '' : ` of ${amount(minimumEffect)} or more`;
    return `So there is no sign of an improvement${least}${chance}.`;
  }
  return method === 'SEQUENTIAL'
    ? 'So nothing is settled yet: it may go on, and may be looked at whenever you like.'
    : 'So nothing is settled.';
}

function count(n: number): string {
  return Math.round(n).toLocaleString('en');
}

function amount(value: number): string {
  return String(Number(value.toPrecision(3)));
}

function probability(p: number): string {
  return p < 0.0001 ? 'below 0.0001' : String(Number(p.toPrecision(2)));
}
