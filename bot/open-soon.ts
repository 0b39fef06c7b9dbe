import type { Log } from '@handoff/kit/log';
import { startLoop } from '@handoff/kit/loop';
import type { Running } from '@handoff/kit/started';
import type { Bot } from './bot.ts';
import { isAway } from './clients.ts';

/** The bot, or the tries to open it while Slack is away. */
export interface Opening extends Running {
  /** Null until it is open. */
  bot(): Bot | null;
}

const longestPause = 5_000;
/** An open bot needs no more tries. */
const rest = 24 * 3_600_000;

/**
 * Opens the bot; while Slack cannot be reached, it is tried again in the background, and all that does not need Slack goes
 * on without it. Throws what Slack refuses: a wrong setting is told at the start.
 */
export async function openSoon(open: () => Promise<Bot>, log: Log): Promise<Opening> {
  let opened = await open().catch(error => {
    if (!isSlackAway(error)) throw error;
    log.warn({ err: error }, 'Slack cannot be reached: the bot is opened as soon as it can.');
    return null;
  });
  if (opened) return { bot: () => opened, stop: async () => opened?.stop() };
  const loop = startLoop({
    name: 'Opening the bot',
    log,
    longestPause,
    round: async () => {
      opened ??= await open();
      return rest;
    },
  });
  return {
    bot: () => opened,
    stop: async () => {
      await loop.stop();
      await opened?.stop();
    },
  };
}

/** Whether the bot could not be opened because Slack was away, and not because of a setting. */
function isSlackAway(error: unknown): boolean {
  return isAway(error) || (error instanceof Error && isAway(error.cause));
}
