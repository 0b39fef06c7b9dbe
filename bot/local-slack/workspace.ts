import type { Block } from './block-kit.ts';
import { timestamps } from './ids.ts';
import type { LocalGroup, LocalUser, Settings } from './options.ts';
import type { OpenView, View } from './view.ts';

/** A public channel, or somebody's direct messages with the bot (then `directWith` names them). */
export interface Channel {
  id: string;
  name: string;
  members: string[];
  directWith?: string;
}

/** A message as Slack keeps it; `ephemeralTo` is set on those that one person alone sees. */
export interface Message {
  type: 'message';
  ts: string;
  channel: string;
  user: string;
  text: string;
  blocks: Block[];
  bot_id?: string;
  app_id?: string;
  thread_ts?: string;
  metadata?: { event_type: string; event_payload: Record<string, unknown> };
  edited?: { user: string; ts: string };
  unfurls?: Record<string, { text?: string; blocks?: Block[] }>;
  ephemeralTo?: string;
}

/** A one-way address for answers to one interaction. */
export interface ResponseUrl {
  userId: string;
  channelId: string;
  /** The message that was clicked, when it was one. */
  ts?: string;
  uses: number;
  expiresAt: number;
}

/** The right to open one modal for the person who just did something. */
export interface Trigger {
  userId: string;
  /** The modal it was given in, when it was one: needed to push another on top. */
  viewId?: string;
  expiresAt: number;
  used: boolean;
}

/** One call of the Web API, for tests and for knowing when the bot has reacted. */
export interface ApiCall {
  method: string;
  args: Record<string, unknown>;
  at: number;
  ok: boolean;
}

/** One thing that went over the wire between the local Slack and the app. */
export interface WireEntry {
  number: number;
  /** Milliseconds since 1970. */
  at: number;
  way: 'to-app' | 'from-app';
  /** What it was, in a few words: `view_submission promotion:request`, `chat.postMessage`. */
  name: string;
  /** The payload, or the arguments of the call. */
  content: unknown;
  /** How it went: `acknowledged`, `ok`, or the error. */
  outcome: string;
  /** How long the app took to acknowledge; null for its own calls. */
  ms: number | null;
  /** What Slack would hold against the app. */
  violations: string[];
}

/** Everything the local Slack remembers: plain data, readable by tests. */
export interface Workspace {
  team: { id: string; name: string; domain: string };
  bot: { userId: string; botId: string; appId: string; name: string };
  users: Map<string, LocalUser>;
  channels: Map<string, Channel>;
  groups: Map<string, LocalGroup>;
  messages: Map<string, Message[]>;
  ephemerals: Message[];
  views: Map<string, OpenView>;
  homes: Map<string, View>;
  triggers: Map<string, Trigger>;
  responseUrls: Map<string, ResponseUrl>;
  lastPost: Map<string, number>;
  /** The last thousand calls of the Web API, oldest first. */
  calls: ApiCall[];
  /** What went over the wire lately, oldest first. */
  wire: WireEntry[];
  /** Grows with every visible change. */
  revision: number;
  /** Milliseconds since 1970. */
  now: () => number;
  /** The next message timestamp. */
  nextTs: () => string;
}

const bot = { userId: 'U0HANDOFF', botId: 'B0HANDOFF', appId: 'A0HANDOFF', name: 'Handoff' };

/** An empty workspace with the given people and channels, and the bot in every channel. */
export function createWorkspace(settings: Settings): Workspace {
  const self: LocalUser = { id: bot.userId, name: 'handoff', realName: bot.name, email: '', isBot: true };
  const channels = settings.channels.map(channel => ({ ...channel, members: [...channel.members, bot.userId] }));
  return {
    team: { id: 'T0LOCAL', name: 'Local Slack', domain: 'local' },
    bot,
    users: new Map([...settings.users, self].map(user => [user.id, user])),
    channels: new Map(channels.map(channel => [channel.id, channel])),
    groups: new Map(settings.groups.map(group => [group.id, group])),
    messages: new Map(),
    ephemerals: [],
    views: new Map(),
    homes: new Map(),
    triggers: new Map(),
    responseUrls: new Map(),
    lastPost: new Map(),
    calls: [],
    wire: [],
    revision: 0,
    now: settings.now,
    nextTs: timestamps(settings.now),
  };
}

/** Notes that something visible changed. */
export function touch(workspace: Workspace): void {
  workspace.revision += 1;
}

/** The people a person can pretend to be: everybody who is not a bot. */
export function peopleOf(workspace: Workspace): LocalUser[] {
  return [...workspace.users.values()].filter(user => !user.isBot);
}
