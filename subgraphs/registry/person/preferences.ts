import type { PersonRow } from '@handoff/kit/access/table';
import { invalid, type Problem } from '@handoff/kit/problem';

/** When a person wants to be told: times of day "HH:MM" in their time zone. */
export type PreferenceValues = Pick<PersonRow, 'quietFrom' | 'quietTo' | 'digestAt' | 'timeZone'>;
/** The same with whose they are. */
export type PreferenceRow = Pick<PersonRow, 'id'> & PreferenceValues;
export type PreferenceChange = { [Name in keyof PreferenceValues]?: string | null };

/** The preferences after a change: what is left out stays, null empties; no time zone is UTC. */
export function changedPreferences(before: PreferenceValues, change: PreferenceChange): PreferenceValues {
  const value = (name: 'quietFrom' | 'quietTo' | 'digestAt') => {
    const given = change[name];
    return given === undefined ? before[name] : given;
  };
  return {
    quietFrom: value('quietFrom'),
    quietTo: value('quietTo'),
    digestAt: value('digestAt'),
    timeZone: change.timeZone === undefined ? before.timeZone : (change.timeZone ?? 'UTC'),
  };
}

/** What is wrong with preferences, or null. */
export function preferencesProblem(wanted: PreferenceValues): Problem | null {
  for (const name of ['quietFrom', 'quietTo', 'digestAt'] as const) {
    const time = wanted[name];
    if (time !== null && !/^([01]\d|2[0-3]):[0-5]\d$/.test(time)) {
      return invalid(name, 'This is no time of day: give hours and minutes such as "19:00".');
    }
  }
  return quietProblem(wanted) ?? timeZoneProblem(wanted.timeZone);
}

function quietProblem({ quietFrom, quietTo }: PreferenceValues): Problem | null {
  if (quietFrom === null && quietTo !== null) return invalid('quietFrom', 'Say also when the quiet time begins.');
  if (quietTo === null && quietFrom !== null) return invalid('quietTo', 'Say also when the quiet time ends.');
  if (quietFrom !== null && quietFrom === quietTo) {
    return invalid('quietTo', 'The quiet time begins and ends at once: give two different times, or null for both.');
  }
  return null;
}

function timeZoneProblem(timeZone: string): Problem | null {
  return isTimeZone(timeZone)
    ? null
    : invalid('timeZone', 'This time zone is not known: give a name such as "Europe/Zurich" or "UTC".');
}

/** Whether this is a named time zone that the running Node knows. */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z][A-Za-z0-9_+/-]{0,63}$/.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
