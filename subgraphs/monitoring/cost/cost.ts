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
  amount: number;
  currency: string;
  /** Per calendar month. */
  budget: number | null;
  burn: number | null;
  forecast: number | null;
  /** Days without cost are left out. */
  points: DayCost[];
}

export const dayMs = 86_400_000;
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

/**
 * Adds up what was spent in a period. burn = amount ÷ budget, for a period that begins with a calendar month and does
 * not go beyond it; forecast: see forecastOf. Both are unknown when nothing was recorded in the period.
 */
export function costOf(
  spans: readonly CostSpan[],
  of: { period: Period; now: Date; currency: string; budget: number | null },
): Cost {
  const { period, now, currency, budget } = of;
  const points = costByDay(spans, period);
  const amount = points.reduce((sum, { value }) => sum + value, 0);
  const burn = points.length > 0 && budget !== null && isOfMonth(period) ? amount / budget : null;
  return { amount, currency, budget, burn, forecast: forecastOf(spans, period, now), points };
}

/**
 * What this month will have cost if it goes on like this: the amount so far ÷ the share of the month that has passed.
 * Null before a whole day has passed, for a period that is not this month from its begin, and when nothing was recorded.
 */
export function forecastOf(spans: readonly CostSpan[], period: Period, now: Date): number | null {
  const month = monthOf(now);
  if (!isOfMonth(period) || period.from.getTime() !== month.from.getTime()) return null;
  const soFar = commonTo(period, { from: month.from, to: now });
  if (lengthOf(soFar) < dayMs) return null;
  const known = spans.filter(span => lengthOf(commonTo(span, soFar)) > 0);
  if (known.length === 0) return null;
  const amount = known.reduce((sum, span) => sum + amountWithin(span, soFar), 0);
  return amount / (lengthOf(soFar) / lengthOf(month));
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
