import { invalid, type Problem } from '@handoff/kit/problem';
import type { Severity } from '@handoff/kit/schema/scalars';

/** What a subscription lets through: all that is given must hold. */
export interface ChatFilter {
  modelId: string | null;
  /** Of the model. */
  teamId: string | null;
  /** One of the model's tags. */
  tag: string | null;
  /** Audit actions such as alert.fired, or all of a noun: alert. */
  kinds: string[] | null;
  /** At least so urgent; what has no severity does not get through. */
  severity: Severity | null;
  environment: string | null;
}

/** A channel or a person who wants to be told of what a filter lets through. */
export interface ChatSubscriptionRow extends ChatFilter {
  id: string;
  /** Channel id or #name; null: the person, directly. */
  channel: string | null;
  personId: string | null;
  createdById: string;
  createdAt: Date;
  /** Null: it counts. */
  endedAt: Date | null;
  /** Place and filter in one text: the same is subscribed to once. */
  subscribed: string;
}

/** What is known of news when a filter judges them. */
export interface FilteredNews {
  kind: string;
  modelId: string | null;
  teamId: string | null;
  tags: readonly string[];
  severity: Severity | null;
  environment: string | null;
}

const urgency: Readonly<Record<Severity, number>> = { INFO: 1, WARNING: 2, CRITICAL: 3 };

/** Whether a filter lets news through. Pure. */
export function letsThrough(filter: ChatFilter, news: FilteredNews): boolean {
  const { modelId, teamId, tag, kinds, severity, environment } = filter;
  return (
    (modelId === null || modelId === news.modelId) &&
    (teamId === null || teamId === news.teamId) &&
    (tag === null || news.tags.includes(tag)) &&
    (kinds === null || kinds.includes(news.kind) || kinds.includes(nounOf(news.kind))) &&
    (severity === null || (news.severity !== null && urgency[news.severity] >= urgency[severity])) &&
    (environment === null || environment === news.environment)
  );
}

function nounOf(kind: string): string {
  return kind.split('.', 1)[0] ?? kind;
}

/** The place and the filter in one text, the same for what means the same. Pure. */
export function subscribedText(place: Pick<ChatSubscriptionRow, 'channel' | 'personId'>, filter: ChatFilter): string {
  const { modelId, teamId, tag, kinds, severity, environment } = filter;
  const sorted = kinds && [...new Set(kinds)].toSorted();
  return JSON.stringify([place.channel, place.personId, modelId, teamId, tag, sorted, severity, environment]);
}

/** A filter as one reads it: "alerts of tag ops, at least WARNING". names: of model and team. Pure. */
export function filterWords(filter: ChatFilter, names: { model: string | null; team: string | null }): string {
  const { tag, kinds, severity, environment } = filter;
  const parts = [
    names.model && `model ${names.model}`,
    names.team && `team ${names.team}`,
    tag && `tag ${tag}`,
    kinds?.join(', '),
    severity && `severity ${severity.toLowerCase()} or worse`,
    environment && `environment ${environment}`,
  ].filter(Boolean);
  return parts.length === 0 ? 'everything' : parts.join(', ');
}

/** What is wrong with the texts of a subscription, or null. Pure. */
export function subscriptionProblem(of: Pick<ChatSubscriptionRow, 'channel'> & ChatFilter): Problem | null {
  return (
    channelProblem(of.channel) ??
    textProblem('filter.tag', of.tag) ??
    textProblem('filter.environment', of.environment) ??
    kindsProblem(of.kinds)
  );
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused here
const printable = /^[^\s\u0000-\u001f]+$/;

function channelProblem(channel: string | null): Problem | null {
  if (channel === null || (channel.length <= 81 && printable.test(channel))) return null;
  return invalid('channel', 'A channel is its id or its name, such as #credit-risk; leave it out for yourself.');
}

function textProblem(field: string, text: string | null): Problem | null {
  if (text === null || (text.trim() !== '' && text.length <= 200 && !text.includes('\u0000'))) return null;
  return invalid(field, 'Give 1 to 200 characters, or leave it out.');
}

function kindsProblem(kinds: readonly string[] | null): Problem | null {
  if (kinds === null) return null;
  if (kinds.length === 0 || kinds.length > 20) return invalid('filter.kinds', 'Give 1 to 20 kinds, or leave them out.');
  const at = kinds.findIndex(kind => !/^[a-z][a-z-]{0,30}(\.[a-z][a-z-]{0,40})?$/.test(kind));
  return at < 0
    ? null
    : invalid(`filter.kinds[${at}]`, 'A kind is an action such as alert.fired, or all of a noun, such as alert.');
}
