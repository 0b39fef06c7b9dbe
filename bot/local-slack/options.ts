/** A person (or another bot) of the local workspace. */
export interface LocalUser {
  id: string;
  name: string;
  realName: string;
  email: string;
  timeZone?: string;
  isBot?: boolean;
  /** A guest, who sees only some channels. */
  isRestricted?: boolean;
  /** The workspace the person belongs to, when it is another one. */
  teamId?: string;
}

/** A public channel; the bot is in all of them. */
export interface LocalChannel {
  id: string;
  name: string;
  members: string[];
}

/** A user group: people who are named together. */
export interface LocalGroup {
  /** Begins with S. */
  id: string;
  /** What people write after the @. */
  handle: string;
  /** What people call it. */
  name: string;
  /** Ids of its members. */
  users: string[];
  disabled?: boolean;
}

/** A shortcut of the app, as its manifest announces it. */
export interface LocalShortcut {
  callbackId: string;
  name: string;
  type: 'global' | 'message';
}

/** How the local Slack starts. Times are milliseconds. */
export interface LocalSlackOptions {
  users: LocalUser[];
  channels: LocalChannel[];
  /** The workspace's user groups; none unless told otherwise. */
  groups?: LocalGroup[];
  botToken: string;
  appToken: string;
  signingSecret: string;
  /** What the bot may do; by default all it asks for except the history of channels. */
  scopes?: string[];
  now?: () => number;
  /** Pauses before the first, second and third repetition of an event. */
  retryDelaysMs?: number[];
  /** How long the app has to acknowledge. */
  ackMs?: number;
  /** Port of the Web API on 127.0.0.1; 0 takes a free one. */
  port?: number;
  /** Whether the Web API's port serves the page `/chat` too. */
  pageAtOwnPort?: boolean;
  /** chat.postMessage per second and channel; 0 means no limit. */
  postsPerSecond?: number;
  /** Hosts whose links the app may unfurl. */
  unfurlDomains?: string[];
  /** What the page offers as the app's shortcuts. */
  shortcuts?: LocalShortcut[];
}

/** The options with every default filled in. */
export type Settings = Required<LocalSlackOptions>;

/** What the bot asks for at installation, without the history of channels. */
export const defaultScopes: readonly string[] = [
  'commands',
  'chat:write',
  'chat:write.public',
  'im:write',
  'im:history',
  'users:read',
  'users:read.email',
  'usergroups:read',
  'channels:read',
  'groups:read',
  'app_mentions:read',
  'links:read',
  'links:write',
];

/** Fills in the defaults: Slack's own times and limits, a free port, the page on it. */
export function settingsFrom(options: LocalSlackOptions): Settings {
  return {
    scopes: [...defaultScopes],
    now: Date.now,
    retryDelaysMs: [0, 60_000, 300_000],
    ackMs: 3000,
    port: 0,
    pageAtOwnPort: true,
    postsPerSecond: 1,
    unfurlDomains: ['127.0.0.1', 'localhost'],
    shortcuts: [],
    groups: [],
    ...options,
  };
}
