import { type Logger, pino } from 'pino';

export type Log = Logger;

/**
 * A JSON log on standard error, so that standard output stays free for what a command answers.
 * Secrets never enter it: what is logged is named by the caller, and headers are not.
 */
export function openLog(level: string): Log {
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, pino.destination({ fd: 2, sync: true }));
}

const silent = pino({ level: 'silent' });

/** A log that says nothing: for tests and for commands that report by other means. */
export function silentLog(): Log {
  return silent;
}
