/** When a value is a breach, and how long it must last to count. Times in seconds. */
export interface Rule {
  /** The side of the threshold that is bad; '>=': the threshold itself is, too. */
  op: '>' | '<' | '>=';
  threshold: number;
  /** The threshold while it fires: a breach ends where it is no longer passed. */
  clearThreshold: number;
  /** So long a breach must last before it fires. */
  forSec: number;
  /** So long all must be well before it ends. */
  keepFiringSec: number;
  /** What an evaluation without data is taken for: as before, a breach, or fine. */
  noData: 'keep' | 'alert' | 'ok';
}

export type PhaseName = 'inactive' | 'pending' | 'firing' | 'recovering';

/** Where a rule stands, and since when, in seconds. */
export interface Phase {
  name: PhaseName;
  since: number;
}

/** A look at what was measured; null: there was no data, or not enough. */
export interface Look {
  /** In seconds. */
  at: number;
  value: number | null;
}

/** What a look made of it: what people are told, if anything, and whether it was a breach; null: it kept all as it was. */
export interface Outcome {
  phase: Phase;
  event: 'firing' | 'resolved' | null;
  breached: boolean | null;
}

/**
 * The next phase: inactive → pending, for a while → firing, all well → recovering, for a while → inactive. Looks without
 * data keep the phase, and its time runs on. A relapse while it recovers is told to nobody.
 */
export function evaluate(rule: Rule, phase: Phase, look: Look): Outcome {
  const breached = isBreach(rule, phase, look);
  if (breached === null) return { phase, event: null, breached };
  const next = breached ? worse(rule, phase, look.at) : better(rule, phase, look.at);
  return { phase: next, event: told(phase, next), breached };
}

function isBreach(rule: Rule, phase: Phase, { value }: Look): boolean | null {
  if (value === null) return rule.noData === 'keep' ? null : rule.noData === 'alert';
  const threshold = hasFired(phase) ? rule.clearThreshold : rule.threshold;
  if (rule.op === '>=') return value >= threshold;
  return rule.op === '>' ? value > threshold : value < threshold;
}

function hasFired({ name }: Phase): boolean {
  return name === 'firing' || name === 'recovering';
}

function worse({ forSec }: Rule, phase: Phase, at: number): Phase {
  if (phase.name === 'firing') return phase;
  if (phase.name === 'recovering') return { name: 'firing', since: at };
  const since = phase.name === 'pending' ? phase.since : at;
  return at - since >= forSec ? { name: 'firing', since: at } : { name: 'pending', since };
}

function better({ keepFiringSec }: Rule, phase: Phase, at: number): Phase {
  if (!hasFired(phase)) return { name: 'inactive', since: at };
  const since = phase.name === 'recovering' ? phase.since : at;
  return at - since >= keepFiringSec ? { name: 'inactive', since: at } : { name: 'recovering', since };
}

function told(before: Phase, after: Phase): Outcome['event'] {
  if (after.name === 'firing' && !hasFired(before)) return 'firing';
  return after.name === 'inactive' && hasFired(before) ? 'resolved' : null;
}
