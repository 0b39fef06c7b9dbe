import { dayMs } from '../grain.ts';
/** A time from its first instant until just before `to`. */
export interface Period {
  from: Date;
  to: Date;
}

/** An amount that was spent evenly over a time, and how many cost lines it is the sum of. */
export interface CostSpan extends Period {
  amount: number;
  lines: number;
}

/** What was spent on one day, or on the part of it that was asked for. */
export interface DayCost {
  /** Midnight UTC. */
  at: Date;
  value: number;
  /** How many cost lines touch the day. */
  n: number;
}

/** What a model cost in a period, in one currency. */
export interface Cost {
  modelId: string;
  amount: number;
  currency: string;
  /** Per calendar month. */
  budget: number | null;
  burn: number | null;
  forecast: number | null;
  /** The part of the period for which costs are known, and what they come to; null: of none. */
  billed: Period | null;
  billedAmount: number;
  /** Days without cost are left out. */
  points: DayCost[];
}

export const mostDays = 400;

/** The calendar month in UTC that an instant falls in. */
export function monthOf(instant: Date): Period {
  const year = instant.getUTCFullYear();
  const month = instant.getUTCMonth();
  return { from: new Date(Date.UTC(year, month, 1)), to: new Date(Date.UTC(year, month + 1, 1)) };
}

/** The period that is meant: until now where no end is given, and from the begin of the month of its end. */
export function periodOf(given: { from: Date | null; to: Date | null }, now: Date): Period {
  const to = given.to ?? now;
  return { from: given.from ?? monthOf(new Date(to.getTime() - 1)).from, to };
}

/** Why a period makes no sense, or null. */
export function periodProblem({ from, to }: Period): string | null {
  if (from >= to)
    return `The period ends (${to.toISOString()}) before it begins (${from.toISOString()}): give a later "to".`;
  if (lengthOf({ from, to }) <= mostDays * dayMs) return null;
  return `The period is longer than ${mostDays} days: ask for a part of it.`;
}

/** How much of an amount falls into a period when it is spread evenly over its time. */
export function amountWithin(span: CostSpan, period: Period): number {
  const overlap = lengthOf(commonTo(span, period));
  return overlap <= 0 ? 0 : span.amount * (overlap / lengthOf(span));
}

/** What was spent on each day of a period, in UTC; days that nothing touches are left out. */
export function costByDay(spans: readonly CostSpan[], period: Period): DayCost[] {
  const days = new Map<number, DayCost>();
  for (const span of spans) {
    const within = commonTo(span, period);
    for (const day of daysOf(within)) {
      const found = days.get(day.from.getTime()) ?? { at: day.from, value: 0, n: 0 };
      found.value += amountWithin(span, commonTo(day, within));
      found.n += span.lines;
      days.set(day.from.getTime(), found);
    }
  }
  return [...days.values()].sort((a, b) => a.at.getTime() - b.at.getTime());
}

/** What costs are added up for: the period, when that is, and the begin of the first cost that was ever recorded. */
export interface CostQuestion {
  period: Period;
  now: Date;
  /** Null: none was recorded. */
  since: Date | null;
}

/**
 * Adds up what was spent in a period. burn = amount ÷ budget, for a period that begins with a calendar month and does
 * not go beyond it; forecast: see forecastOf. Both are unknown when nothing was recorded in the period. Spans may reach
 * further back than it: a forecast looks at the days before.
 */
export function costOf(
  spans: readonly CostSpan[],
  of: CostQuestion & { currency: string; budget: number | null },
): Omit<Cost, 'modelId'> {
  const { period, currency, budget } = of;
  const points = costByDay(spans, period);
  const amount = points.reduce((sum, { value }) => sum + value, 0);
  const isKnown = points.length > 0;
  const burn = isKnown && budget !== null && isOfMonth(period) ? amount / budget : null;
  const billed = isKnown ? billedOf(spans, of) : null;
  const within = (part: Period) => spans.reduce((sum, span) => sum + amountWithin(span, part), 0);
  const billedAmount = billed ? within(billed) : 0;
  return { amount, currency, budget, burn, forecast: forecastOf(spans, of), billed, billedAmount, points };
}

/** The part of a period for which costs are known: bills come late. Null: of none. */
function billedOf(spans: readonly CostSpan[], { period, now }: Pick<CostQuestion, 'period' | 'now'>): Period | null {
  const last = Math.max(...spans.map(({ to }) => to.getTime()));
  const to = new Date(Math.min(period.to.getTime(), now.getTime(), last));
  return to > period.from ? { from: period.from, to } : null;
}

/** The pace of so many days is what a forecast goes on with. */
export const trailingDays = 7;

/**
 * What this month will have cost if it goes on like this: what is known of it so far, and for the rest of it the pace of
 * the last 7 days for which costs are known, of the month before too. Null with less than a whole day of costs, when
 * nothing is known of the last 7 days, and for a period that is not this month from its begin.
 */
export function forecastOf(spans: readonly CostSpan[], { period, now, since }: CostQuestion): number | null {
  const month = monthOf(now);
  if (!isOfMonth(period) || period.from.getTime() !== month.from.getTime() || since === null) return null;
  const last = Math.min(now.getTime(), period.to.getTime(), Math.max(...spans.map(({ to }) => to.getTime())));
  const trailing = { from: new Date(Math.max(last - trailingDays * dayMs, since.getTime())), to: new Date(last) };
  const isStale = now.getTime() - last > trailingDays * dayMs;
  if (isStale || lengthOf(trailing) < dayMs) return null;
  const within = (part: Period) => spans.reduce((sum, span) => sum + amountWithin(span, part), 0);
  const pace = within(trailing) / lengthOf(trailing);
  const rest = { from: new Date(Math.max(last, month.from.getTime())), to: month.to };
  return within({ from: month.from, to: trailing.to }) + pace * lengthOf(rest);
}

/** Whether a period begins with a calendar month and ends in it. */
function isOfMonth({ from, to }: Period): boolean {
  const month = monthOf(from);
  return from.getTime() === month.from.getTime() && to <= month.to;
}

function lengthOf({ from, to }: Period): number {
  return to.getTime() - from.getTime();
}

function commonTo(a: Period, b: Period): Period {
  const from = Math.max(a.from.getTime(), b.from.getTime());
  const to = Math.min(a.to.getTime(), b.to.getTime());
  return { from: new Date(from), to: new Date(to) };
}

function daysOf({ from, to }: Period): Period[] {
  const days: Period[] = [];
  for (let day = Math.floor(from.getTime() / dayMs) * dayMs; day < to.getTime(); day += dayMs) {
    days.push({ from: new Date(day), to: new Date(day + dayMs) });
  }
  return days;
}
