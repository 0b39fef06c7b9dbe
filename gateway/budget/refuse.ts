import type { RateLimit } from '@handoff/kit/rate-limit';
import { type Refusal, refuse } from '../refusal.ts';
import { msUntilBack } from './bucket.ts';

/** The refusal of a request that its caller has not enough left for. lacking: how many values have to come back first. */
export function overBudget(rateLimit: RateLimit, lacking: number): Refusal {
  const { cost, limit, remaining } = rateLimit;
  const seconds = Math.max(1, Math.ceil(msUntilBack(lacking, limit) / 1000));
  const message = `This request may be answered with ${count(cost)} values, and ${count(remaining)} are left of the ${count(limit)} that you may ask for in a minute. Send it again in ${seconds} s, or ask for shorter lists (first).`;
  return { ...refuse(429, 'RATE_LIMITED', message), headers: { 'retry-after': String(seconds) }, told: { rateLimit } };
}

function count(values: number): string {
  return values.toLocaleString('en');
}
