import type { FilterInput, PreferencesView } from '../../answers/telling.ts';
import type { Shown } from '../../cards/blocks.ts';
import { preferencesText, subscriptionList, subscriptionText, whyCard } from '../../cards/preferences.ts';
import { plain, refusal } from '../../cards/say.ts';
import type { Command, TellFilter } from '../../grammar.ts';
import { safe } from '../../text.ts';
import type { Asker } from './asker.ts';

type Of<V extends Command['verb']> = Extract<Command, { verb: V }>;

const doneUnseen = plain('This was done, but it cannot be shown just now.');

/** `subscribe`: has a channel or the asker told of what fits; with nothing named, shows who is. */
export async function subscribe(asker: Asker, { to, filter }: Of<'subscribe'>): Promise<Shown> {
  if (to === null) return subscriptionList((await asker.ask('ReadSubscriptions', {})).chatSubscriptions);
  const missing = to === 'me' ? null : await missingChannel(asker, to);
  if (missing) return plain(safe(missing));
  const place = to === 'me' ? {} : { channel: to };
  const input = { ...place, filter: filterInput(filter), idempotencyKey: asker.key };
  const { subscribeChat } = await asker.ask('Subscribe', { input });
  if (subscribeChat?.problem) return refusal(subscribeChat.problem);
  const made = subscribeChat?.subscription;
  return made ? plain(`${subscriptionText(made)} End it with \`unsubscribe ${made.id}\`.`) : doneUnseen;
}

/** Why a channel cannot be told; null: it can. */
async function missingChannel({ services }: Asker, channel: string): Promise<string | null> {
  const recipient = { channel, because: 'SUBSCRIBED', explanation: '', to: null, notBefore: null };
  const { unreached } = await services.destinations.of({ recipients: [recipient] });
  return unreached[0] ?? null;
}

function filterInput({ kind, severity, ...rest }: TellFilter): FilterInput {
  return {
    ...rest,
    ...(kind !== undefined && { kinds: kind.split(',') }),
    ...(severity !== undefined && { severity: severity.toUpperCase() }),
  };
}

/** `unsubscribe`: ends a subscription. */
export async function unsubscribe({ ask, key }: Asker, { id }: Of<'unsubscribe'>): Promise<Shown> {
  const { unsubscribeChat } = await ask('Unsubscribe', { input: { id, idempotencyKey: key } });
  if (unsubscribeChat?.problem) return refusal(unsubscribeChat.problem);
  const ended = unsubscribeChat?.subscription;
  return ended ? plain(`Ended: ${subscriptionText(ended)}`) : doneUnseen;
}

/** `quiet`: says in which hours the asker is told only what is critical. */
export function quiet(asker: Asker, { from, until, off }: Of<'quiet'>): Promise<Shown> {
  return from === null && !off ? showPreferences(asker) : save(asker, { quietFrom: from, quietTo: until });
}

/** `digest`: says when what was held comes. */
export function digest(asker: Asker, { at, off }: Of<'digest'>): Promise<Shown> {
  return at === null && !off ? showPreferences(asker) : save(asker, { digestAt: at });
}

async function showPreferences({ ask }: Asker): Promise<Shown> {
  const { me } = await ask('ReadTelling', {});
  return plain(me?.preferences ? preferencesText(me.preferences) : 'This cannot be read just now. Please try again.');
}

/** Times are meant in the zone that the asker has in Slack. */
async function save({ ask, person, key }: Asker, change: Partial<PreferencesView>): Promise<Shown> {
  const zone = person.timeZone === null ? {} : { timeZone: person.timeZone };
  const { savePreferences } = await ask('SavePreferences', { input: { ...change, ...zone, idempotencyKey: key } });
  if (savePreferences?.problem) return refusal(savePreferences.problem);
  return savePreferences?.preferences ? plain(preferencesText(savePreferences.preferences)) : doneUnseen;
}

/** `why`: who was told of a thing, where, and by which rule, as it was decided then. */
export async function why({ ask }: Asker, { id }: Of<'why'>): Promise<Shown> {
  const { notifications } = await ask('ReadWhy', { id });
  if (!notifications) return plain('This cannot be read just now. Please try again in a minute.');
  return whyCard(id, notifications.nodes, notifications.totalCount);
}
