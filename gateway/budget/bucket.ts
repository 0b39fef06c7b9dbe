/** What was spent of a budget and did not come back yet, at an instant. */
export interface Spent {
  /** In values of answers. */
  amount: number;
  /** Milliseconds of a clock that only goes on. */
  at: number;
}

const minuteMs = 60_000;

/** What is spent by now: a whole budget comes back in a minute, evenly. */
export function spentBy(now: number, { amount, at }: Spent, limit: number): number {
  return Math.max(0, amount - (limit * Math.max(0, now - at)) / minuteMs);
}

/** How long until so much has come back, in milliseconds. */
export function msUntilBack(amount: number, limit: number): number {
  return (Math.max(0, amount) * minuteMs) / limit;
}
