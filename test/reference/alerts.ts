import { burnsOf } from '@handoff/monitoring/monitor/burn-rate';
import { evaluate, type Phase, type Rule } from '@handoff/monitoring/monitor/evaluate';
import type { Given } from './case.ts';
import { type Answer, undefinedAs } from './undefined.ts';

function ruleOf(given: Given): Rule {
  const threshold = given.number('threshold');
  return {
    op: given.text('op', '>') === '<' ? '<' : '>',
    threshold,
    clearThreshold: given.number('clearThreshold', threshold),
    forSec: given.number('forSec', 0),
    keepFiringSec: given.number('keepFiringSec', 0),
    noData: given.text('noData', 'keep') as Rule['noData'],
  };
}

function state(given: Given): Answer {
  const rule = ruleOf(given);
  let phase: Phase = { name: 'inactive', since: 0 };
  const states: string[] = [];
  const events: [number, string][] = [];
  for (const [at, value] of given.rows('evaluations')) {
    const outcome = evaluate(rule, phase, { at: at ?? 0, value: value ?? null });
    phase = outcome.phase;
    states.push(phase.name);
    if (outcome.event) events.push([at ?? 0, outcome.event]);
  }
  return { states, events };
}

function burnRate(given: Given): Answer {
  const bad = given.numbers('bad');
  const tallies = given.numbers('total').map((total, i) => ({ total, bad: bad[i] ?? 0 }));
  const windows = { long: given.number('longBuckets'), short: given.number('shortBuckets') };
  const burns = burnsOf(tallies, given.number('slo'), { ...windows, factor: given.number('factor') });
  const last = burns.at(-1);
  const fields = ['longBurnAtEnd', 'shortBurnAtEnd', 'maxLong', 'firingBuckets'];
  if (!last) return undefinedAs('There are no buckets.', fields);
  return {
    ...{ longBurnAtEnd: last.long, shortBurnAtEnd: last.short },
    maxLong: burns.reduce((most, { long }) => Math.max(most, long), 0),
    firingBuckets: burns.flatMap(({ fires }, i) => (fires ? [i] : [])),
  };
}

/** When people are told, by the name the reference gives it. */
export const alertFunctions: Readonly<Record<string, (given: Given) => Answer>> = {
  'alert.state': state,
  'alert.burnRate': burnRate,
};
