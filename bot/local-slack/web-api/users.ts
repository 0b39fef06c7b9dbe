import { textOf } from '../json.ts';
import type { LocalUser } from '../options.ts';
import { type ApiAnswer, type Call, type Method, pageOf, refuse } from './method.ts';

/** users.*: who is in the workspace. */
export const usersMethods: Record<string, Method> = {
  'users.info': { scope: 'users:read', run: info },
  'users.lookupByEmail': { scope: 'users:read.email', run: lookupByEmail },
  'users.list': { scope: 'users:read', run: list },
};

function info(call: Call): ApiAnswer {
  const user = call.core.workspace.users.get(textOf(call.args.user));
  return user ? { ok: true, user: describe(call, user) } : refuse('user_not_found');
}

function lookupByEmail(call: Call): ApiAnswer {
  const email = textOf(call.args.email).toLowerCase();
  const user = [...call.core.workspace.users.values()].find(one => email !== '' && one.email.toLowerCase() === email);
  return user ? { ok: true, user: describe(call, user) } : refuse('users_not_found');
}

function list(call: Call): ApiAnswer {
  const users = [...call.core.workspace.users.values()].map(user => describe(call, user));
  const { items, response_metadata } = pageOf(users, call.args);
  return { ok: true, members: items, response_metadata };
}

/** A user as the Web API and events tell of them. */
export function describe({ core }: Pick<Call, 'core'>, user: LocalUser): Record<string, unknown> {
  const teamId = user.teamId ?? core.workspace.team.id;
  const zone = user.timeZone ?? 'UTC';
  const showsEmail = core.settings.scopes.includes('users:read.email') && user.email !== '';
  return {
    id: user.id,
    team_id: teamId,
    name: user.name,
    real_name: user.realName,
    deleted: false,
    tz: zone,
    tz_label: zone,
    tz_offset: offsetSeconds(zone, core.workspace.now()),
    is_bot: user.isBot ?? false,
    is_restricted: user.isRestricted ?? false,
    is_ultra_restricted: false,
    is_stranger: teamId !== core.workspace.team.id,
    is_email_confirmed: user.email !== '',
    profile: {
      real_name: user.realName,
      display_name: user.name,
      team: teamId,
      ...(showsEmail && { email: user.email }),
    },
  };
}

/** How far a time zone is ahead of UTC at a moment, in seconds. */
function offsetSeconds(timeZone: string, now: number): number {
  const shown = new Intl.DateTimeFormat('en-GB', { timeZone, timeZoneName: 'longOffset' }).format(now);
  const [, sign, hours, minutes] = /GMT([+-])(\d{2}):(\d{2})/.exec(shown) ?? [];
  const seconds = Number(hours ?? 0) * 3600 + Number(minutes ?? 0) * 60;
  return sign === '-' ? -seconds : seconds;
}
