import { dayMs } from './grain.ts';
import { mostDaysBack } from './metric/recording.ts';

/** A time that is asked about; to is not in it. */
export interface Period {
  from: Date;
  to: Date;
}

/** Why a time cannot be asked about, or null: it ends after it begins, and is 400 days long at most. */
export function periodProblem({ from, to }: Period): string | null {
  const length = to.getTime() - from.getTime();
  if (length <= 0)
    return `The period ends (${to.toISOString()}) before it begins (${from.toISOString()}): give a later "to".`;
  return length > mostDaysBack * dayMs ? `The period is longer than ${mostDaysBack} days: ask for a part of it.` : null;
}
