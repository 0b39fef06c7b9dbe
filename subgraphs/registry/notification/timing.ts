import type { Context } from '@handoff/kit/context';
import { load } from '@handoff/kit/loader';
import { preferencesOf } from '../person/queries.ts';
import { heldUntil } from './hold.ts';
import type { News } from './news.ts';
import type { Because, Recipient } from './recipients.ts';
import { severityOf } from './subscribed.ts';

/** Whether news only remind of what waits for somebody already. Pure. */
export function isReminder({ kind }: Pick<News, 'kind'>): boolean {
  return kind.endsWith('.reminded');
}

const acting: ReadonlySet<Because> = new Set(['ASKED_TO_ANSWER', 'MAY_DECIDE', 'FALLBACK']);

/** A reminder is for who has to act, and for nobody else. Pure. */
export function onlyWhoActs(news: News, recipients: readonly Recipient[]): Recipient[] {
  return recipients.filter(({ because }) => !isReminder(news) || acting.has(because));
}

interface ToTell {
  key: string;
  news: News;
  recipients: Recipient[];
}

/** Says of each person who is told directly until when it waits: quiet hours, digest, and working hours for reminders. */
export async function inTheirTime(context: Context, all: readonly ToTell[]): Promise<ToTell[]> {
  const now = new Date();
  return Promise.all(
    all.map(async each => ({
      ...each,
      recipients: await Promise.all(each.recipients.map(recipient => timed(context, { ...each, recipient, now }))),
    })),
  );
}

async function timed(
  context: Context,
  { news, recipient, now }: Pick<ToTell, 'news'> & { recipient: Recipient; now: Date },
): Promise<Recipient> {
  if (recipient.channel !== null || recipient.toId === null) return recipient;
  const preferred = await load(context, preferencesOf, recipient.toId);
  if (!preferred) return recipient;
  const critical = severityOf(news.detail) === 'CRITICAL';
  const told = { because: recipient.because, critical, reminder: isReminder(news) };
  return { ...recipient, notBefore: heldUntil(preferred, told, now) };
}
