import type { ReportName } from './answers/report.ts';

/** One verb of the bot: how it is written, one example that works, and what it does. */
export interface Verb {
  usage: string;
  example: string;
  does: string;
}

/** Every verb the bot understands. Nothing else is offered anywhere. */
export const verbs = {
  find: {
    usage: 'find <words> [tag:x owner:me tier:high]',
    example: 'find churn tag:marketing',
    does: 'Look for models by words, tag, owner or risk tier.',
  },
  model: {
    usage: 'model <name>',
    example: 'model churn-prediction',
    does: 'Show what a model is and its latest version.',
  },
  compare: {
    usage: 'compare <name> <version> <version>',
    example: 'compare churn-prediction 7 8',
    does: 'Show what differs between two versions, and whether it breaks who calls them.',
  },
  health: {
    usage: 'health <name>',
    example: 'health churn-prediction',
    does: 'Show how a model is, where it runs and what was measured.',
  },
  who: { usage: 'who <name>', example: 'who churn-prediction', does: 'Show who answers for a model.' },
  assign: {
    usage: 'assign <name> <role> @user',
    example: 'assign churn-prediction owner @ben',
    does: 'Ask somebody to take a role; it counts once they accept.',
  },
  handover: {
    usage: 'handover <name> <version> to @user',
    example: 'handover churn-prediction 8 to @ben',
    does: 'Offer a version to who will run it; they review it section by section.',
  },
  promote: {
    usage: 'promote <name> <version> to <environment>',
    example: 'promote churn-prediction 8 to production',
    does: 'Ask for a version to go live, after seeing what changes and what stands in the way.',
  },
  report: {
    usage: 'report <kind> [name] [version:x]',
    example: 'report model-card churn-prediction',
    does: 'Show how much of a report is told and what is missing: model-card, annex-iv, ml-bom, inventory, access-review or decision-log.',
  },
  pending: { usage: 'pending', example: 'pending', does: 'Show what waits for your decision.' },
  alerts: {
    usage: 'alerts [name]',
    example: 'alerts churn-prediction',
    does: 'Show the open alerts that are yours, or of a model.',
  },
  silence: {
    usage: 'silence <alert> 2h <reason>',
    example: 'silence alr_01JD3F 2h the upstream table is being reloaded',
    does: 'Keep an alert quiet for a while: 30m, 2h or 1d. Its id stands at the foot of its card.',
  },
  mine: { usage: 'mine', example: 'mine', does: 'Show what waits for you, and your models.' },
  subscribe: {
    usage: 'subscribe [#channel or me] [tag:x severity:warning team:x model:x kind:alert environment:x]',
    example: 'subscribe #operations tag:payments severity:warning',
    does: 'Have a channel or yourself told of what fits; with nothing after it, show who is.',
  },
  unsubscribe: {
    usage: 'unsubscribe <subscription>',
    example: 'unsubscribe sub_01JD3F',
    does: 'End a subscription; its id stands in the list that `subscribe` shows.',
  },
  quiet: {
    usage: 'quiet [19:00-08:00 or off]',
    example: 'quiet 19:00-08:00',
    does: 'Be told of nothing that is not critical in these hours of your time zone; it comes afterwards.',
  },
  digest: {
    usage: 'digest [09:00 or off]',
    example: 'digest 09:00',
    does: 'Be told once a day of what you need only know, and of what came while it was quiet.',
  },
  why: {
    usage: 'why <id>',
    example: 'why alr_01JD3F',
    does: 'Show who was told of something, where, and by which rule.',
  },
  team: {
    usage: 'team [@group] [as <team>] [off]',
    example: 'team @credit-risk as credit-risk',
    does: 'Make a team of a Slack user group and keep its people as they are there; alone, show which are.',
  },
  link: { usage: 'link', example: 'link', does: 'Show who you are to Handoff, looked up anew by your e-mail.' },
  help: { usage: 'help [verb]', example: 'help assign', does: 'Show what can be asked.' },
} as const satisfies Record<string, Verb>;

export type VerbName = keyof typeof verbs;

/** The verbs' names. */
export const verbNames = Object.keys(verbs) as VerbName[];

/** The verbs as help shows them, by what they are for: each in one place. */
export const verbGroups: readonly { what: string; names: readonly VerbName[] }[] = [
  { what: 'Look something up', names: ['find', 'model', 'compare', 'health', 'who', 'report', 'why'] },
  { what: 'Ask for something', names: ['assign', 'handover', 'promote', 'silence', 'team'] },
  { what: 'See what waits, and be told', names: ['mine', 'pending', 'alerts', 'subscribe', 'unsubscribe'] },
  { what: 'For yourself', names: ['quiet', 'digest', 'link', 'help'] },
];

/** The risk tiers `find` can be asked for, by what people type. */
export const tiers = {
  unclassified: 'UNCLASSIFIED',
  minimal: 'MINIMAL',
  limited: 'LIMITED',
  high: 'HIGH',
  critical: 'CRITICAL',
} as const;

export type Tier = (typeof tiers)[keyof typeof tiers];

/** What narrows `find` down: `tag:x`. */
export const filterKeys = ['tag', 'owner', 'tier'] as const;

/** What somebody asked for. */
export type Command =
  | { verb: 'find'; words: string; tags: string[]; tier: Tier | null; owner: Owner | null }
  | { verb: 'model'; model: string }
  | { verb: 'who'; model: string }
  | { verb: 'health'; model: string }
  | { verb: 'compare'; model: string; left: string; right: string }
  | { verb: 'link' }
  | { verb: 'subscribe'; to: string | null; filter: TellFilter }
  | { verb: 'unsubscribe'; id: string }
  | { verb: 'quiet'; from: string | null; until: string | null; off: boolean }
  | { verb: 'digest'; at: string | null; off: boolean }
  | { verb: 'why'; id: string }
  | { verb: 'report'; kind: ReportName; model: string | null; version: string | null }
  | { verb: 'team'; group: string | null; as: string | null; off: boolean }
  | { verb: 'assign'; model: string; role: string; userId: string }
  | { verb: 'handover'; model: string; version: string; userId: string }
  | { verb: 'promote'; model: string; version: string; environment: string }
  | { verb: 'pending' }
  | { verb: 'alerts'; model: string | null }
  | { verb: 'silence'; alertId: string; minutes: number; reason: string }
  | { verb: 'mine' }
  | { verb: 'help'; about: VerbName | null };

/** What `subscribe` narrows down, by the names people type. */
export const tellKeys = ['tag', 'severity', 'team', 'model', 'kind', 'environment'] as const;

/** What is let through, as it was typed; severity in lower case. to is null where it is only asked who is told. */
export type TellFilter = Partial<Record<(typeof tellKeys)[number], string>>;

/** Whose models: the asker's, or those of a Slack user. */
export type Owner = { kind: 'me' } | { kind: 'user'; id: string };

/** A command as somebody would type it, with Slack's escapes: what `parse` reads back. */
export function written(command: Command): string {
  switch (command.verb) {
    case 'find':
      return ['find', ...writtenFind(command)].join(' ');
    case 'model':
    case 'who':
    case 'health':
      return `${command.verb} ${quoted(command.model)}`;
    case 'assign':
      return `assign ${quoted(command.model)} ${quoted(command.role)} <@${command.userId}>`;
    case 'compare':
      return `compare ${quoted(command.model)} ${quoted(command.left)} ${quoted(command.right)}`;
    case 'handover':
      return `handover ${quoted(command.model)} ${quoted(command.version)} to <@${command.userId}>`;
    case 'promote':
      return `promote ${quoted(command.model)} ${quoted(command.version)} to ${quoted(command.environment)}`;
    case 'alerts':
      return command.model === null ? 'alerts' : `alerts ${quoted(command.model)}`;
    case 'silence':
      return `silence ${quoted(command.alertId)} ${command.minutes}m ${escaped(command.reason)}`;
    case 'subscribe':
      return ['subscribe', ...(command.to ? [quoted(command.to)] : []), ...writtenTell(command.filter)].join(' ');
    case 'unsubscribe':
    case 'why':
      return `${command.verb} ${quoted(command.id)}`;
    case 'quiet':
      return `quiet ${command.from && command.until ? `${command.from}-${command.until}` : writtenOff(command)}`.trim();
    case 'digest':
      return `digest ${command.at ?? writtenOff(command)}`.trim();
    case 'report':
      return writtenReport(command);
    case 'team':
      return writtenTeam(command);
    case 'help':
      return command.about ? `help ${command.about}` : 'help';
    default:
      return command.verb;
  }
}

function writtenOff({ off }: { off: boolean }): string {
  return off ? 'off' : '';
}

function writtenReport({ kind, model, version }: Extract<Command, { verb: 'report' }>): string {
  const of = model === null ? [] : [quoted(model)];
  return ['report', kind, ...of, ...(version === null ? [] : [`version:${quoted(version)}`])].join(' ');
}

function writtenTeam({ group, as, off }: Extract<Command, { verb: 'team' }>): string {
  if (group === null) return 'team';
  const rest = off ? ' off' : as === null ? '' : ` as ${quoted(as)}`;
  return `team @${escaped(group)}${rest}`;
}

function writtenTell(filter: TellFilter): string[] {
  return tellKeys.flatMap(key => (filter[key] === undefined ? [] : [`${key}:${quoted(filter[key])}`]));
}

function writtenFind({ words, tags, tier, owner }: Extract<Command, { verb: 'find' }>): string[] {
  return [
    ...(words === '' ? [] : [escaped(words)]),
    ...tags.map(tag => `tag:${quoted(tag)}`),
    ...(owner ? [owner.kind === 'me' ? 'owner:me' : `owner:<@${owner.id}>`] : []),
    ...(tier ? [`tier:${tier.toLowerCase()}`] : []),
  ];
}

function quoted(text: string): string {
  return /^[^\s"“”]+$/.test(text) ? escaped(text) : `"${escaped(text)}"`;
}

function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}
