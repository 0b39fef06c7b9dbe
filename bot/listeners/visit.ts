import type { WebClient } from '@slack/web-api';
import type { Shown } from '../cards/blocks.ts';
import { plain } from '../cards/say.ts';
import { slackError } from '../clients.ts';
import { GraphRefused } from '../graph.ts';
import { inboxTries } from '../inbox-rows.ts';
import { sendShown } from '../send.ts';
import type { Services } from '../services.ts';
import { safe } from '../text.ts';

/** Somebody who did something in Slack, and a way to answer them alone. */
export interface Visit {
  userId: string;
  /** The delivery's key: the same when it is tried again, so that nothing is done twice. */
  key: string;
  /** 1 for the first try. */
  attempt: number;
  reply: (shown: Shown) => Promise<void>;
}

/** Works on a visit. What the graph refuses is said; what may pass is said at the first and the last try, and thrown. */
export async function attend({ log, people }: Services, visit: Visit, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (error instanceof GraphRefused) {
      log.error({ err: error, key: visit.key }, 'The graph refused a request of the bot.');
      people.forget(visit.userId);
      return await visit.reply(plain(`Handoff could not do this: ${safe(error.message, 500)}`));
    }
    const word = visit.attempt === 1 ? notYet : visit.attempt >= inboxTries ? gaveUp : null;
    if (word) await visit.reply(word).catch(() => undefined);
    throw error;
  }
}

const notYet = plain('Handoff could not answer yet. It tries again by itself for a few minutes.');
const gaveUp = plain('Handoff gave up on what you asked for a few minutes ago. Please try it again.');

/** Says something to one person: in the channel for them alone, or directly when they are not in it. */
export function whisper(client: WebClient, where: Whisper, shown: Shown): Promise<void> {
  return sendShown(shown, each => whisperOnce(client, where, each));
}

async function whisperOnce(client: WebClient, where: Whisper, { text, blocks }: Shown): Promise<void> {
  const { userId, channel, thread } = where;
  if (channel) {
    try {
      await client.chat.postEphemeral({ channel, user: userId, text, blocks, ...(thread && { thread_ts: thread }) });
      return;
    } catch (error) {
      if ([null, 'invalid_blocks'].includes(slackError(error))) throw error;
    }
  }
  const opened = await client.conversations.open({ users: userId });
  await client.chat.postMessage({ channel: opened.channel?.id ?? userId, text, blocks });
}

/** To whom something is said, and where they are. */
export interface Whisper {
  userId: string;
  channel: string | null;
  thread?: string | undefined;
}
