import type { Core } from './core.ts';
import { makeId } from './ids.ts';
import { issueResponseUrl, type ResponsePlace } from './response-urls.ts';
import { issueTrigger } from './triggers.ts';

type Payload = Record<string, unknown>;

/** What every interaction carries: who, where, and a fresh trigger. */
export function interactionBasics(core: Core, userId: string, viewId?: string): Payload {
  const { team, bot } = core.workspace;
  return {
    user: userIn(core, userId),
    api_app_id: bot.appId,
    token: 'local',
    team: { id: team.id, domain: team.domain },
    enterprise: null,
    is_enterprise_install: false,
    trigger_id: issueTrigger(core.workspace, userId, viewId),
  };
}

/** A slash command as the app receives it. */
export function commandPayload(core: Core, place: ResponsePlace, said: { command: string; text: string }): Payload {
  const { team, bot, users, channels } = core.workspace;
  return {
    token: 'local',
    team_id: team.id,
    team_domain: team.domain,
    channel_id: place.channelId,
    channel_name: channels.get(place.channelId)?.name ?? '',
    user_id: place.userId,
    user_name: users.get(place.userId)?.name ?? '',
    ...said,
    api_app_id: bot.appId,
    is_enterprise_install: 'false',
    response_url: responseUrl(core, place),
    trigger_id: issueTrigger(core.workspace, place.userId),
  };
}

/** An event with the wrapping the Events API puts round it; its event_id is the same in every repetition. */
export function eventPayload(core: Core, event: Payload): Payload {
  const { team, bot } = core.workspace;
  return {
    token: 'local',
    team_id: team.id,
    api_app_id: bot.appId,
    type: 'event_callback',
    event: { event_ts: core.workspace.nextTs(), ...event },
    event_id: makeId('Ev'),
    event_time: Math.floor(core.settings.now() / 1000),
    authorizations: [
      { enterprise_id: null, team_id: team.id, user_id: bot.userId, is_bot: true, is_enterprise_install: false },
    ],
    is_ext_shared_channel: false,
  };
}

/** A fresh address for answers. */
export function responseUrl(core: Core, place: ResponsePlace): string {
  return `${core.url}/response/${issueResponseUrl(core.workspace, place)}`;
}

function userIn(core: Core, userId: string): Payload {
  const user = core.workspace.users.get(userId);
  const teamId = user?.teamId ?? core.workspace.team.id;
  return { id: userId, username: user?.name ?? '', name: user?.name ?? '', team_id: teamId };
}
