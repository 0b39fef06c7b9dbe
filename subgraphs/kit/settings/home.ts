import { posix, win32 } from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

/** The folder for Handoff's own data when HANDOFF_HOME says nothing: in the user's data folder of this system. */
export function defaultHome(platform: NodeJS.Platform, env: Environment, userFolder: string): string {
  if (platform === 'darwin') return posix.join(userFolder, 'Library', 'Application Support', 'handoff');
  if (platform === 'win32') {
    return win32.join(env.LOCALAPPDATA || win32.join(userFolder, 'AppData', 'Local'), 'handoff');
  }
  return posix.join(env.XDG_DATA_HOME || posix.join(userFolder, '.local', 'share'), 'handoff');
}
