/** What a clock on the wall shows. */
export interface WallClock {
  /** Minutes since midnight, 0 to 1439. */
  minutes: number;
  /** 0: Sunday … 6: Saturday. */
  weekday: number;
}

const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const clocks = new Map<string, Intl.DateTimeFormat>();

function clockOf(timeZone: string): Intl.DateTimeFormat {
  const known = clocks.get(timeZone);
  if (known) return known;
  const options = { timeZone, hour: '2-digit', minute: '2-digit', weekday: 'short', hourCycle: 'h23' } as const;
  const made = new Intl.DateTimeFormat('en-GB', options);
  clocks.set(timeZone, made);
  return made;
}

/** What a clock shows at an instant in a named time zone. Throws a RangeError for a zone that Node does not know. */
export function wallClock(at: Date, timeZone: string): WallClock {
  const parts = Object.fromEntries(
    clockOf(timeZone)
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  );
  return {
    minutes: Number(parts.hour) * 60 + Number(parts.minute),
    weekday: weekdays.indexOf(parts.weekday ?? ''),
  };
}

/** Minutes since midnight of a time of day such as 09:00. */
export function minutesOfDay(time: string): number {
  const [hours, minutes] = time.split(':').map(Number);
  return (hours ?? 0) * 60 + (minutes ?? 0);
}

const day = 1440;
const minuteMs = 60_000;

/**
 * The next instant after `at` when a clock in the zone shows this time of day. A time that daylight saving skips is
 * shown when the clock has moved on; of one that comes twice the first is taken.
 */
export function nextTime(time: string, at: Date, timeZone: string): Date {
  const wanted = minutesOfDay(time);
  const whole = Math.floor(at.getTime() / minuteMs) * minuteMs;
  const ahead = (((wanted - wallClock(at, timeZone).minutes) % day) + day) % day || day;
  const guess = new Date(whole + ahead * minuteMs);
  const off = ((wanted - wallClock(guess, timeZone).minutes + day + day / 2) % day) - day / 2;
  const moved = new Date(guess.getTime() + off * minuteMs);
  return wallClock(moved, timeZone).minutes === wanted && moved > at ? moved : guess;
}
