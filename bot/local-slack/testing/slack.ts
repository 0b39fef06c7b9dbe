import { type LocalSlack, startLocalSlack } from '../local-slack.ts';
import type { LocalSlackOptions } from '../options.ts';

/** Tokens and secret of test workspaces. */
export const botToken = 'xoxb-local';
export const appToken = 'xapp-local';
export const signingSecret = 'local signing secret';

/** Starts a local Slack with three people, a guest, another bot and two channels; nothing is slowed down. */
export function startTestSlack(options: Partial<LocalSlackOptions> = {}): Promise<LocalSlack> {
  return startLocalSlack({
    users: [
      { id: 'UANA', name: 'ana', realName: 'Ana Costa', email: 'ana@example.com', timeZone: 'Europe/Lisbon' },
      { id: 'UBEN', name: 'ben', realName: 'Ben Okafor', email: 'ben@example.com' },
      { id: 'UCHI', name: 'chi', realName: 'Chi Nguyen', email: 'chi@example.com' },
      { id: 'UGUEST', name: 'guest', realName: 'Gil Guest', email: 'gil@example.com', isRestricted: true },
      { id: 'UROBOT', name: 'robot', realName: 'Another Bot', email: '', isBot: true },
    ],
    channels: [
      { id: 'CML', name: 'ml', members: ['UANA', 'UBEN', 'UCHI'] },
      { id: 'COPS', name: 'ops', members: ['UANA'] },
    ],
    botToken,
    appToken,
    signingSecret,
    postsPerSecond: 0,
    retryDelaysMs: [0, 20, 40],
    ...options,
  });
}
