import type { KnownBlock } from '@slack/types';
import type { HealthView, PreferencesView, SubscriptionView, TellingView, WhyView } from '../answers/telling.ts';
import { fitting, safe, safeLine, when } from '../text.ts';
import { code, context, header, type Shown, section } from './blocks.ts';
import { plain } from './say.ts';

/** When somebody is told, in safe sentences. */
export function preferencesText({ quietFrom, quietTo, digestAt, timeZone }: PreferencesView): string {
  const quiet =
    quietFrom === null || quietTo === null
      ? 'You have no quiet hours.'
      : `Quiet from ${safeLine(quietFrom)} to ${safeLine(quietTo)}: only what is critical comes then.`;
  const digest =
    digestAt === null
      ? 'You have no digest; what came while it was quiet comes when the quiet hours end.'
      : `What you need only know comes in a digest at ${safeLine(digestAt)}.`;
  return `${quiet} ${digest} Times are of the zone ${safeLine(timeZone, 64)}.`;
}

/** How telling goes, in a safe sentence; null where no deliverer is known. */
export function deliveryText(all: readonly HealthView[]): string | null {
  const slack = all.find(({ consumer }) => consumer === 'slack');
  if (!slack) return null;
  const { due, lagSeconds, dead, deliveredLastHour, rateLimitedLastHour } = slack;
  const waits =
    due === 0
      ? 'Nothing waits to be told.'
      : `${count(due, 'message')} to be told, the oldest for ${since(lagSeconds)}.`;
  const lost = dead === 0 ? '' : ` ${dead} could not be delivered: an administrator can have them tried again.`;
  const slow = rateLimitedLastHour === 0 ? '' : ` Slack asked to wait ${times(rateLimitedLastHour)}.`;
  return `${waits} In the last hour ${deliveredLastHour} were told.${slow}${lost}`;
}

function count(number: number, noun: string): string {
  return number === 1 ? `1 ${noun} waits` : `${number} ${noun}s wait`;
}

function times(number: number): string {
  return number === 1 ? 'once' : `${number} times`;
}

function since(seconds: number): string {
  if (seconds < 90) return `${Math.round(seconds)} s`;
  return seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`;
}

/** The part of the home tab about when somebody is told and how telling goes. */
export function tellingBlocks({ me, deliveryHealth }: TellingView): KnownBlock[] {
  const delivery = deliveryHealth && deliveryText(deliveryHealth);
  return [
    header('When you are told'),
    section(me?.preferences ? preferencesText(me.preferences) : 'This cannot be read just now.'),
    context('Change it with `/handoff quiet 19:00-08:00` and `/handoff digest 09:00`.'),
    ...(delivery ? [header('Delivery'), section(delivery)] : []),
  ];
}

/** What a subscription lets through, in safe words. */
export function filterText({ model, team, tag, kinds, severity, environment }: SubscriptionView['filter']): string {
  const parts = [
    model && `model ${safeLine(model.name, 128)}`,
    team && `team ${safeLine(team.name, 80)}`,
    tag && `tag ${safeLine(tag, 100)}`,
    kinds && safeLine(kinds.join(', '), 200),
    severity && `severity ${safeLine(severity.toLowerCase())} or worse`,
    environment && `environment ${safeLine(environment, 80)}`,
  ].filter(part => typeof part === 'string');
  return parts.length === 0 ? 'everything' : parts.join(', ');
}

/** One subscription in a safe sentence. */
export function subscriptionText({ channel, filter }: SubscriptionView): string {
  const who = channel === null ? 'You are' : `${safeLine(channel, 81)} is`;
  return `${who} told of ${filterText(filter)}.`;
}

/** Who is told of what beside who answers for it. own: the asker's id. */
export function subscriptionList(all: readonly SubscriptionView[] | null): Shown {
  if (!all) return plain('Subscriptions cannot be read just now. Please try again in a minute.');
  if (all.length === 0)
    return plain('Nobody is subscribed. Write `subscribe #channel tag:x severity:warning` to change that.');
  const lines = all.map(
    each => `• ${subscriptionText(each)} By ${safeLine(each.createdBy.name, 100)}. ${code(each.id)}`,
  );
  const text = all.length === 1 ? '1 subscription.' : `${all.length} subscriptions.`;
  return {
    text,
    blocks: [header('Subscriptions'), section(fitting(lines)), context('End one with `unsubscribe` and its id.')],
  };
}

const states: Readonly<Record<WhyView['state'], string>> = {
  DUE: 'it is still to be told',
  LEASED: 'it is being told',
  DELIVERED: 'it was told',
  DEAD: 'it could not be told',
};

/** Who was told of a thing, where, and by which rule: the newest first. */
export function whyCard(id: string, told: readonly WhyView[], total: number): Shown {
  if (told.length === 0)
    return plain(`Nobody was told of ${safeLine(id, 110)}, or it is not yours to see. Check the id.`);
  const text = `Who was told of ${safeLine(id, 110)}, and why.`;
  const rest = total > told.length ? [context(`The newest ${told.length} of ${total} are shown.`)] : [];
  return { text, blocks: [section(text), ...told.flatMap(whyBlocks), ...rest] };
}

function whyBlocks({ kind, at, state, recipients }: WhyView): KnownBlock[] {
  const lines = recipients.map(({ channel, to, explanation, notBefore }) => {
    const who = channel === null ? safeLine(to?.name ?? 'Somebody', 100) : safeLine(channel, 81);
    const later = notBefore === null ? '' : ` Held until ${when(notBefore)}.`;
    return `• ${who}: ${safe(explanation.replace(/\s+/g, ' '), 300)}${later}`;
  });
  const head = `*${safeLine(kind, 80)}*, ${when(at)}; ${states[state]}:`;
  return [section(`${head}\n${fitting(lines.length === 0 ? ['• Nobody is told.'] : lines, 2000)}`)];
}
