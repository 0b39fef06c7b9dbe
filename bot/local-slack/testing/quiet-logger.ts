import { type Logger, LogLevel } from '@slack/bolt';

const silent = () => undefined;

/** A logger for test apps that says nothing. */
export const quietLogger: Logger = {
  debug: silent,
  info: silent,
  warn: silent,
  error: silent,
  setLevel: silent,
  getLevel: () => LogLevel.ERROR,
  setName: silent,
};
