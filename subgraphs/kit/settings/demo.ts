import type { Settings } from '../settings.ts';
import { isLoopback } from './loopback.ts';

/**
 * Demo: wished for, or an embedded database with neither a sign-in nor a Slack of the company's own. Never where the
 * network reaches it: the demo lets anybody in as anybody.
 */
export function inDemo({ demo, host, databaseUrl, oidc, slack }: Settings): boolean {
  return isLoopback(host) && (demo ?? (databaseUrl === null && oidc === null && slack === null));
}
