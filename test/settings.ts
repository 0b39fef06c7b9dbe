import { readSettings, type Settings } from '@handoff/kit/settings';

/** The settings that an environment gives. Throws what is wrong with it. */
export function settingsOf(environment: Record<string, string>): Settings {
  const read = readSettings(environment);
  if ('problems' in read) throw new Error(read.problems.join('\n'));
  return read.settings;
}
