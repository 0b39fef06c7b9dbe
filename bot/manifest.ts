import { commands } from './listeners/commands/commands.ts';
import { events } from './listeners/events/events.ts';
import { shortcuts } from './listeners/shortcuts/shortcuts.ts';

/** The scope each method of Slack's Web API needs that the bot calls; null: none. */
export const methodScopes: Readonly<Record<string, string | null>> = {
  'auth.test': null,
  'chat.getPermalink': null,
  'chat.postEphemeral': 'chat:write',
  'chat.postMessage': 'chat:write',
  'chat.unfurl': 'links:write',
  'chat.update': 'chat:write',
  // Of direct messages; of channels only with HANDOFF_SLACK_HISTORY.
  'conversations.history': 'im:history',
  'conversations.list': 'channels:read',
  'conversations.open': 'im:write',
  'conversations.replies': 'im:history',
  'usergroups.list': 'usergroups:read',
  'usergroups.users.list': 'usergroups:read',
  'users.info': 'users:read',
  'users.lookupByEmail': 'users:read.email',
  'views.open': null,
  'views.publish': null,
  'views.update': null,
};

/** Cards go to public channels the bot is not in; private ones are found by name; an e-mail says who somebody is. */
const furtherScopes = ['chat:write.public', 'groups:read', 'users:read.email'];

/** How Slack reaches the bot: over a socket, or at this public address (`https://…/slack/events`). */
export type ManifestMode = { mode: 'socket' } | { mode: 'http'; requestUrl: string };

/** With them a post whose outcome is unknown is looked for before it is posted again. */
export const historyScopes = ['channels:history', 'groups:history'];

export interface ManifestExtras {
  linkHost?: string | null;
  history?: boolean;
}

/**
 * What the bot asks Slack for, from its own registries: paste it where Slack asks for an app manifest. linkHost: whose
 * links are shown in messages; null: none. history: whether it may read what was said in channels it is in.
 */
export function manifest(how: ManifestMode, { linkHost = null, history = false }: ManifestExtras = {}) {
  const url = how.mode === 'http' ? { url: how.requestUrl } : {};
  const request = how.mode === 'http' ? { request_url: how.requestUrl } : {};
  return {
    display_information: {
      name: 'Handoff',
      description: 'The catalogue of your production models, and who answers for them',
    },
    features: {
      app_home: { home_tab_enabled: true, messages_tab_enabled: true, messages_tab_read_only_enabled: false },
      bot_user: { display_name: 'Handoff', always_online: true },
      slash_commands: Object.entries(commands).map(([command, { description, usageHint }]) => ({
        command,
        description,
        usage_hint: usageHint,
        should_escape: true,
        ...url,
      })),
      ...(linkHost !== null && { unfurl_domains: [linkHost] }),
      shortcuts: Object.entries(shortcuts).map(([id, { name, type, description }]) => ({
        ...{ name, type, callback_id: id, description },
      })),
    },
    oauth_config: { scopes: { bot: [...botScopes(), ...(history ? historyScopes : [])].sort() } },
    settings: {
      event_subscriptions: { bot_events: subscriptions().map(([name]) => name), ...request },
      interactivity: {
        is_enabled: true,
        ...request,
        ...(how.mode === 'http' && { message_menu_options_url: how.requestUrl }),
      },
      org_deploy_enabled: false,
      socket_mode_enabled: how.mode === 'socket',
      token_rotation_enabled: false,
    },
  };
}

/** Every scope the bot needs, in alphabetical order. */
export function botScopes(): string[] {
  const ofMethods = Object.values(methodScopes).filter(scope => scope !== null);
  const ofEvents = subscriptions().flatMap(([, scopes]) => scopes);
  const ofCommands = Object.keys(commands).length > 0 ? ['commands'] : [];
  return [...new Set([...ofCommands, ...ofMethods, ...ofEvents, ...furtherScopes])].sort();
}

function subscriptions(): [string, readonly string[]][] {
  return Object.values(events).flatMap(listener => Object.entries(listener.subscriptions));
}
