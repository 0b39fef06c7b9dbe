import type { LocalSlack } from '@handoff/bot/local-slack/local-slack';
import { until } from './house.ts';

type Message = LocalSlack['workspace']['ephemerals'][number];

/** What a message shows, as one text. */
function textOf(message: Message): string {
  return JSON.stringify(message.blocks) + message.text;
}

/** What one person alone was shown since a moment, newest last. */
export function shownTo(slack: LocalSlack, userId: string): string[] {
  return slack.workspace.ephemerals.filter(message => message.ephemeralTo === userId).map(textOf);
}

/** The cards of a thing, wherever they stand: messages whose key names it. */
export function cardsOf(slack: LocalSlack, subjectId: string): Message[] {
  const all = [...slack.workspace.messages.values()].flat();
  return all.filter(message => message.metadata?.event_payload.subject === subjectId);
}

/** The card of a thing in somebody's direct messages. Throws when it is not there yet. */
export function directCard(slack: LocalSlack, userId: string, subjectId: string): Message {
  const channel = [...slack.workspace.channels.values()].find(each => each.directWith === userId);
  const found = cardsOf(slack, subjectId).find(message => message.channel === channel?.id);
  if (!found) throw new Error(`${userId} has no card of ${subjectId} yet`);
  return found;
}

/** Types a slash command that only the one who typed is answered, and gives that answer; throws when none comes. */
export async function typed(slack: LocalSlack, as: { userId: string; channel: string }, text: string): Promise<string> {
  const before = shownTo(slack, as.userId).length;
  await slack.reaction(() => slack.command(as.userId, as.channel, text));
  return until(() => {
    const said = shownTo(slack, as.userId).slice(before).join('\n');
    if (said === '') throw new Error(`nothing was answered to ${text}`);
    return said;
  }, 20);
}
