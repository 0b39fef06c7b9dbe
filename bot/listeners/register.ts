import type { App, BlockAction, RespondFn } from '@slack/bolt';
import type { Shown } from '../cards/blocks.ts';
import { plain } from '../cards/say.ts';
import { deliveryOf } from '../delivery.ts';
import type { Services } from '../services.ts';
import { act } from './actions/actions.ts';
import { outOfDate } from './actions/on-card.ts';
import { type Press, surfaceOf } from './actions/press.ts';
import { answer } from './commands/answer.ts';
import { commands } from './commands/commands.ts';
import { events, type SlackEvent } from './events/events.ts';
import { options } from './options/options.ts';
import { views } from './views/views.ts';
import { attend, whisper } from './visit.ts';

/** Lets an app hear everything the registries know, and answer politely to what they do not. Acknowledges first. */
export function registerListeners(app: App, services: Services): void {
  registerCommands(app, services);
  registerActions(app, services);
  registerViews(app, services);
  registerEvents(app, services);
  app.options(/.*/, async ({ options: asked, ack }) => {
    const choose = Object.hasOwn(options, asked.action_id) ? options[asked.action_id] : undefined;
    await ack({ options: choose ? await choose(asked.value) : [] });
  });
}

/** The delivery's key and the number of the try, as the intake passes them on. */
function triedAs(body: object, context: Record<string, unknown>): { key: string; attempt: number } {
  const key = deliveryOf(body as Record<string, unknown>)?.key ?? '';
  return { key: `slack:${key}`, attempt: Number(context.attempt ?? 1) };
}

function registerCommands(app: App, services: Services): void {
  app.command(/.*/, async ({ command, body, ack, respond, context }) => {
    await ack();
    const { user_id: userId, channel_id: channel, channel_name: name, text } = command;
    const reply = (shown: Shown) => replyWith(services, { respond, userId, channel }, shown);
    const tried = triedAs(body, context);
    await attend(services, { userId, reply, ...tried }, async () => {
      if (!Object.hasOwn(commands, command.command)) return await reply(plain('I do not answer to this command.'));
      const mayShare = !channel.startsWith('D') && name !== 'directmessage';
      const asked = { userId, key: tried.key, text, place: channel, triggerId: command.trigger_id, mayShare };
      const shown = await answer(services, asked);
      if (shown) await reply(shown);
    });
  });
}

interface ReplyPlace {
  respond: RespondFn | undefined;
  userId: string;
  channel: string | null;
}

/** Answers one person by the address Slack gave for it; when that is too old, in the channel for them alone. */
async function replyWith({ live }: Services, { respond, userId, channel }: ReplyPlace, shown: Shown): Promise<void> {
  const answered = respond
    ? await respond({ response_type: 'ephemeral', replace_original: false, ...shown }).then(
        () => true,
        () => false,
      )
    : false;
  if (!answered) await whisper(live, { userId, channel }, shown);
}

function registerActions(app: App, services: Services): void {
  app.action<BlockAction>(/.*/, async ({ action, body, ack, respond, context }) => {
    await ack();
    const press = pressOf(services, { body, respond: respond as RespondFn | undefined, ...triedAs(body, context) });
    const { action_id: actionId } = action;
    const value = 'value' in action ? (action.value ?? undefined) : undefined;
    const whole = { ...press, actionId, value };
    await attend(services, whole, () => act(services, whole));
  });
}

interface Pressing {
  body: BlockAction;
  respond: RespondFn | undefined;
  key: string;
  attempt: number;
}

function pressOf(services: Services, pressing: Pressing): Omit<Press, 'actionId' | 'value'> {
  const { body, respond, key, attempt } = pressing;
  const userId = body.user.id;
  const channel = body.channel?.id ?? null;
  return {
    userId,
    key,
    attempt,
    triggerId: body.trigger_id,
    surface: surfaceOf(body),
    channel,
    ts: body.message?.ts ?? null,
    reply: shown => replyWith(services, { respond, userId, channel }, shown),
    responseUrl: body.response_url ?? null,
    share: async shown => void (await respond?.({ response_type: 'in_channel', replace_original: false, ...shown })),
  };
}

function registerViews(app: App, services: Services): void {
  app.view(/.*/, async ({ view, body, ack, context }) => {
    const submitted = Object.hasOwn(views, view.callback_id) ? views[view.callback_id] : undefined;
    const errors = submitted?.check(view);
    const inTime = context.acknowledged !== true;
    if (errors && inTime) return await ack({ response_action: 'errors', errors });
    await ack();
    const userId = body.user.id;
    const channel = channelIn(view.private_metadata);
    const visit = {
      userId,
      ...triedAs(body, context),
      reply: (shown: Shown) => whisper(services.live, { userId, channel }, shown),
    };
    // The form is closed already: what is wrong with it can only be said.
    if (errors) return await visit.reply(plain(`Your answer was not taken. ${Object.values(errors).join(' ')}`));
    await attend(services, visit, () =>
      submitted ? submitted.run(services, { ...visit, view }) : visit.reply(outOfDate),
    );
  });
}

function channelIn(metadata: string): string | null {
  try {
    const { channel } = JSON.parse(metadata) as { channel?: unknown };
    return typeof channel === 'string' ? channel : null;
  } catch {
    return null;
  }
}

function registerEvents(app: App, services: Services): void {
  for (const [name, listener] of Object.entries(events)) {
    app.event(name, async ({ event, body, context }) => {
      await listener.run(services, { event: event as unknown as SlackEvent, ...triedAs(body, context) });
    });
  }
}
