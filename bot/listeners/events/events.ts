import { sendShown } from '../../send.ts';
import type { Services } from '../../services.ts';
import { answer } from '../commands/answer.ts';
import { attend, whisper } from '../visit.ts';
import type { Happening } from './happening.ts';
import { publishHome } from './home.ts';
import { unfurl } from './unfurl.ts';

interface Listener {
  /** The names under which the manifest asks Slack for it, each with the scopes it needs. */
  subscriptions: Readonly<Record<string, readonly string[]>>;
  run: (services: Services, happening: Happening) => Promise<void>;
}

/** What the bot does on each kind of event; the manifest is made from it. */
export const events: Readonly<Record<string, Listener>> = {
  app_mention: { subscriptions: { app_mention: ['app_mentions:read'] }, run: mention },
  message: { subscriptions: { 'message.im': ['im:history'] }, run: direct },
  app_home_opened: { subscriptions: { app_home_opened: [] }, run: home },
  link_shared: { subscriptions: { link_shared: ['links:read'] }, run: unfurl },
  subteam_updated: { subscriptions: { subteam_updated: ['usergroups:read'] }, run: groupChanged },
  subteam_members_changed: { subscriptions: { subteam_members_changed: ['usergroups:read'] }, run: groupChanged },
  user_change: { subscriptions: { user_change: ['users:read'] }, run: lookAnew },
};

async function mention(services: Services, { event, key, attempt }: Happening): Promise<void> {
  const { user: userId, channel, thread_ts: thread } = event;
  if (typeof userId !== 'string' || !channel || event.bot_id) return;
  const reply = (shown: Parameters<typeof whisper>[2]) => whisper(services.live, { userId, channel, thread }, shown);
  const text = afterName(event.text ?? '', services.botUserId);
  await attend(services, { userId, key, attempt, reply }, async () => {
    const shown = await answer(services, { userId, key, text, place: channel, triggerId: null, mayShare: true });
    if (shown) await reply(shown);
  });
}

async function direct(services: Services, { event, key, attempt }: Happening): Promise<void> {
  const { user: userId, channel } = event;
  if (event.channel_type !== 'im' || event.subtype || event.bot_id) return;
  if (typeof userId !== 'string' || !channel) return;
  const thread = event.thread_ts && { thread_ts: event.thread_ts };
  const quiet = { unfurl_links: false, unfurl_media: false };
  const reply = async (shown: Parameters<typeof whisper>[2]) => {
    await sendShown(shown, each => services.live.chat.postMessage({ channel, ...each, ...thread, ...quiet }));
  };
  const text = afterName(event.text ?? '', services.botUserId).replace(/^\/handoff\b/i, '');
  await attend(services, { userId, key, attempt, reply }, async () => {
    const shown = await answer(services, { userId, key, text, place: channel, triggerId: null, mayShare: false });
    if (shown) await reply(shown);
  });
}

async function home(services: Services, { event }: Happening): Promise<void> {
  if (event.tab === 'home' && typeof event.user === 'string') await publishHome(services, event.user);
}

/** A user group became another, or holds others. */
async function groupChanged({ readGroups }: Services): Promise<void> {
  readGroups();
}

/** Somebody's name, e-mail or standing changed: who they are is looked up anew. */
async function lookAnew({ people }: Services, { event: { user } }: Happening): Promise<void> {
  if (typeof user === 'object' && user.id) people.forget(user.id);
}

/** What was said to the bot: the text after its name, or all of it where the name does not occur. */
function afterName(text: string, botUserId: string): string {
  const [, after] = new RegExp(`<@${botUserId}(?:\\|[^>]*)?>(.*)`, 's').exec(text) ?? [];
  return after ?? text;
}
