import { minutesOfDay, nextTime, wallClock } from '@handoff/kit/zone';
import type { Because } from './recipients.ts';

/** When a person wants to be told. */
export interface Preferred {
  quietFrom: string | null;
  quietTo: string | null;
  digestAt: string | null;
  timeZone: string;
}

/** What is told, as far as its hour is concerned. */
export interface Told {
  because: Because;
  /** It is told at any hour. */
  critical: boolean;
  /** It reminds somebody of what waits for them: told in working hours only. */
  reminder: boolean;
}

/** What somebody is to do something about; the others are told so that they know. */
const toAct: ReadonlySet<Because> = new Set([
  'ASKED_TO_ANSWER',
  'MAY_DECIDE',
  'ANSWERS_FOR_IT',
  'ESCALATED',
  'FALLBACK',
]);

/**
 * Until when telling a person waits; null: they are told now. What is critical never waits. In their quiet hours all
 * else waits for the digest, or where they want none for the end of the quiet hours; with a digest, what they need only
 * know waits for it at any time. Reminders wait for working hours. Pure.
 */
export function heldUntil(preferred: Preferred, told: Told, now: Date): Date | null {
  if (told.critical) return null;
  if (told.reminder) return nextWorkingTime(preferred, now);
  const { quietTo, digestAt, timeZone } = preferred;
  const quiet = isQuiet(preferred, now);
  if (digestAt !== null && (quiet || !toAct.has(told.because))) return nextTime(digestAt, now, timeZone);
  return quiet && quietTo !== null ? nextTime(quietTo, now, timeZone) : null;
}

function isQuiet({ quietFrom, quietTo, timeZone }: Preferred, at: Date): boolean {
  if (quietFrom === null || quietTo === null) return false;
  const [from, to, now] = [minutesOfDay(quietFrom), minutesOfDay(quietTo), wallClock(at, timeZone).minutes];
  return from < to ? now >= from && now < to : now >= from || now < to;
}

const [begins, ends] = ['09:00', '17:00'];

/** Null within working hours (Monday to Friday, 09:00 to 17:00, outside quiet hours); else when they begin. */
function nextWorkingTime(preferred: Preferred, now: Date): Date | null {
  if (isWorking(preferred, now)) return null;
  const { timeZone, quietTo } = preferred;
  // A week of days, each at nine or when it is quiet no more.
  for (let at = now, days = 0; days < 8; days++) {
    at = nextTime(begins, at, timeZone);
    if (isWorking(preferred, at)) return at;
    const later = quietTo === null ? at : nextTime(quietTo, at, timeZone);
    if (isWorking(preferred, later)) return later;
  }
  // Somebody for whom it is always quiet while others work is told at nine all the same.
  return nextTime(begins, now, timeZone);
}

function isWorking(preferred: Preferred, at: Date): boolean {
  const { minutes, weekday } = wallClock(at, preferred.timeZone);
  const onDuty = weekday >= 1 && weekday <= 5 && minutes >= minutesOfDay(begins) && minutes < minutesOfDay(ends);
  return onDuty && !isQuiet(preferred, at);
}
