import { readSettings, type Settings } from './settings.ts';
import type { Running } from './started.ts';

/** The settings of this process; ends it with exit code 2 and a line for each problem when they are wrong. */
export function settingsOrExit(): Settings {
  const read = readSettings(process.env);
  return 'settings' in read ? read.settings : exitWith(read.problems);
}

/** Ends the process with exit code 2 and these lines. */
export function exitWith(problems: readonly string[]): never {
  for (const problem of problems) process.stderr.write(`${problem}\n`);
  return process.exit(2);
}

/** Says what runs, and ends it when the process is told to end; told twice, at once. */
export function announce(running: Running, lines: readonly string[]): void {
  process.stdout.write(`${[...lines, 'Ctrl-C stops it; pressed twice, at once.'].join('\n')}\n`);
  let ending = false;
  const end = () => {
    if (ending) process.exit(1);
    ending = true;
    running.stop().finally(() => process.exit(0));
  };
  process.on('SIGINT', end);
  process.on('SIGTERM', end);
}
