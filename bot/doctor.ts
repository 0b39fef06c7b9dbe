import type { Check, Finding } from '@handoff/kit/doctor/finding';
import { silentLog } from '@handoff/kit/log';
import type { Settings } from '@handoff/kit/settings';
import { WebClient } from '@slack/web-api';
import { clientOptions, slackError } from './clients.ts';
import { botScopes, historyScopes } from './manifest.ts';

type Found = Omit<Finding, 'about'>;

/** Slack: whether it takes the tokens, and whether the app has every scope that the bot uses. */
export const slackCheck: Check = {
  about: 'Slack',
  find: async ({ settings }) => {
    const { slack } = settings;
    if (!slack)
      return [{ state: 'passed', says: 'No Slack is set: there is the local one in the demo, and none elsewhere.' }];
    const found = [await botToken(settings, slack.botToken)];
    if (slack.appToken) return [...found, await appToken(settings, slack.appToken)];
    const says = `Slack sends to port ${settings.botPort}, /slack/events; whether it arrives shows with the first command.`;
    return [...found, { state: 'passed', says }];
  },
};

function clientOf({ slackApiUrl }: Settings, token: string): WebClient {
  return new WebClient(token, clientOptions(slackApiUrl, silentLog(), 0));
}

async function botToken(settings: Settings, token: string): Promise<Found> {
  try {
    const { user, team, response_metadata: told } = await clientOf(settings, token).auth.test();
    return scopesSay(`It is ${user} in ${team}`, told?.scopes, settings.slackHistory);
  } catch (error) {
    return refused(error, 'copy the bot token from OAuth & Permissions in your Slack app into SLACK_BOT_TOKEN');
  }
}

/** What the scopes of a token mean; undefined: Slack did not name them. Pure. */
export function scopesSay(who: string, scopes: readonly string[] | undefined, history: boolean): Found {
  if (!scopes) return { state: 'look', says: `${who}. It did not say which scopes the app has.` };
  const missing = [...botScopes(), ...(history ? historyScopes : [])].filter(scope => !scopes.includes(scope));
  if (missing.length === 0) return { state: 'fine', says: `${who}, with all scopes that are used.` };
  return {
    state: 'wrong',
    says: `${who}, without ${missing.join(', ')}: paste the manifest of "handoff slack manifest" anew, and install the app again.`,
  };
}

async function appToken(settings: Settings, token: string): Promise<Found> {
  try {
    await clientOf(settings, token).apps.connections.open();
    return { state: 'fine', says: 'It takes the app token: sockets can be opened.' };
  } catch (error) {
    const mend =
      'make an app-level token with connections:write in Basic Information in your Slack app, for SLACK_APP_TOKEN';
    return refused(error, mend);
  }
}

function refused(error: unknown, mend: string): Found {
  const said = slackError(error);
  if (said) return { state: 'wrong', says: `Slack answers ${said}: ${mend}.` };
  const { message } = error as Error;
  return {
    state: 'wrong',
    says: `Slack cannot be reached (${message}): let this machine reach it, or mend SLACK_API_URL.`,
  };
}
