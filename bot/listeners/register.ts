import type { App, BlockAction, RespondFn } from '@slack/bolt';
import type { Shown } from '../cards/blocks.ts';
import { plain } from '../cards/say.ts';
import type { Services } from '../services.ts';
import { act } from './actions/actions.ts';
import { outOfDate } from './actions/on-card.ts';
import { formOf, type Press, surfaceOf } from './actions/press.ts';
import { answer } from './commands/answer.ts';
import { commands } from './commands/commands.ts';
import { events } from './events/events.ts';
import type { SlackEvent } from './events/happening.ts';
import { registerOptions, registerShortcuts } from './register-shortcuts.ts';
import { replyWith, triedAs } from './reply.ts';
import { views } from './views/views.ts';
import { attend, whisper } from './visit.ts';

/** Lets an app hear everything the registries know, and answer politely to what they do not. Acknowledges first. */
export function registerListeners(app: App, services: Services): void {
  registerCommands(app, services);
  registerActions(app, services);
  registerViews(app, services);
  registerEvents(app, services);
  registerShortcuts(app, services);
  registerOptions(app, services);
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

function registerActions(app: App, services: Services): void {
  app.action<BlockAction>(/.*/, async ({ action, body, ack, respond, context }) => {
    await ack();
    const press = pressOf(services, { body, respond: respond as RespondFn | undefined, ...triedAs(body, context) });
    const { action_id: actionId } = action;
    const whole = { ...press, actionId, value: carriedBy(action) };
    await attend(services, whole, () => act(services, whole));
  });
}

/** What a button carries, or what was chosen in a select. */
function carriedBy(action: BlockAction['actions'][number]): string | undefined {
  if ('value' in action) return action.value ?? undefined;
  return 'selected_option' in action ? (action.selected_option?.value ?? undefined) : undefined;
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
    said: body.message?.text ?? null,
    reply: shown => replyWith(services, { respond, userId, channel }, shown),
    responseUrl: body.response_url ?? null,
    form: formOf(body),
    share: async shown => void (await respond?.({ response_type: 'in_channel', replace_original: false, ...shown })),
  };
}

function registerViews(app: App, services: Services): void {
  app.view(/.*/, async ({ view, body, ack, context }) => {
    const submitted = Object.hasOwn(views, view.callback_id) ? views[view.callback_id] : undefined;
    const errors = submitted?.check(view);
    const inTime = context.acknowledged !== true;
    if (errors && inTime) return await ack({ response_action: 'errors', errors });
    const then = inTime ? submitted?.then : undefined;
    await (then ? ack({ response_action: 'update', view: then }) : ack());
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
