import type { App } from '@slack/bolt';
import { assignmentForm, card, gallery, reasonForm } from './samples.ts';

/** What the small app has heard. */
export interface Seen {
  commands: { text: string; triggerId: string; responseUrl: string }[];
  events: { type: string; id: string; text: string }[];
  actions: { id: string; value: unknown; isEphemeral: unknown; responseUrl: unknown; unfurl: unknown }[];
  submissions: unknown[];
  closed: string[];
}

/** Registers everything the small app listens to. */
export function registerListeners(app: App, seen: Seen): void {
  registerCommand(app, seen);
  registerEvents(app, seen);
  registerActions(app, seen);
  registerForms(app, seen);
}

function registerCommand(app: App, seen: Seen): void {
  app.command('/handoff', async ({ command, ack, respond, client }) => {
    const { text, trigger_id: triggerId, response_url: responseUrl } = command;
    seen.commands.push({ text, triggerId, responseUrl });
    const [verb = '', ...rest] = text.split(' ');
    if (verb === 'ack') return await ack({ response_type: 'ephemeral', text: rest.join(' ') });
    if (verb === 'silent') return;
    await ack();
    if (verb === 'form') await client.views.open({ trigger_id: triggerId, view: assignmentForm });
    else if (verb === 'card') await client.chat.postMessage({ channel: command.channel_id, ...card('proposed') });
    else if (verb === 'gallery') await client.chat.postMessage({ channel: command.channel_id, ...gallery });
    else if (verb === 'share') await respond({ response_type: 'in_channel', text: `For all: ${rest.join(' ')}` });
    else await respond({ text: `Found ${rest.join(' ')}`, ...(verb === 'menu' && card('proposed')) });
  });
}

function registerEvents(app: App, seen: Seen): void {
  app.event('app_mention', async ({ event, body, say }) => {
    seen.events.push({ type: event.type, id: body.event_id, text: event.text });
    await say({ text: 'You called?', thread_ts: event.thread_ts ?? event.ts });
  });
  app.event('message', async ({ event, body, client }) => {
    const text = 'text' in event ? (event.text ?? '') : '';
    seen.events.push({ type: event.type, id: body.event_id, text });
    if (event.channel_type === 'im') await client.chat.postMessage({ channel: event.channel, text: `Heard: ${text}` });
  });
  app.event('link_shared', async ({ event, client, body }) => {
    seen.events.push({ type: event.type, id: body.event_id, text: event.links[0]?.url ?? '' });
    const unfurls = Object.fromEntries(event.links.map(link => [link.url, { blocks: card('linked').blocks }]));
    await client.chat.unfurl({ channel: event.channel, ts: event.message_ts, unfurls });
  });
  app.event('app_home_opened', async ({ event, body, client }) => {
    seen.events.push({ type: event.type, id: body.event_id, text: event.user });
    await client.views.publish({ user_id: event.user, view: { type: 'home', blocks: card('home').blocks } });
  });
}

function registerActions(app: App, seen: Seen): void {
  app.action(/.*/, async ({ ack, action, body, client, respond }) => {
    const { action_id: id } = action as { action_id: string };
    const value = 'value' in action ? action.value : action;
    const container = 'container' in body ? body.container : {};
    const responseUrl = 'response_url' in body ? body.response_url : undefined;
    seen.actions.push({
      id,
      value,
      isEphemeral: container?.is_ephemeral,
      responseUrl,
      unfurl: container?.app_unfurl_url,
    });
    await ack();
    const { channel_id: channel, message_ts: ts } = container ?? {};
    if (id === 'decline' && 'trigger_id' in body) {
      await client.views.open({ trigger_id: body.trigger_id, view: reasonForm });
    } else if (id === 'accept' && container?.is_ephemeral) await respond({ replace_original: true, text: 'Accepted.' });
    else if (id === 'accept' && channel)
      await client.chat.update({ channel, ts, ...card(`accepted by <@${body.user.id}>`) });
  });
}

function registerForms(app: App, seen: Seen): void {
  app.options('model', async ({ ack, options }) => {
    const names = ['churn', 'fraud', 'ranking'].filter(name => name.includes(options.value));
    await ack({ options: names.map(name => ({ text: { type: 'plain_text', text: name }, value: name })) });
  });
  app.view('assign', async ({ ack, view }) => {
    seen.submissions.push(view.state.values);
    const note = view.state.values.note?.note?.value ?? '';
    if (note.length < 5) return await ack({ response_action: 'errors', errors: { note: 'Say a little more.' } });
    if (note === 'more please') return await ack({ response_action: 'push', view: reasonForm });
    await ack();
  });
  app.view('reason', async ({ ack, view }) => {
    seen.submissions.push(view.state.values);
    await ack({ response_action: 'clear' });
  });
  app.view({ callback_id: 'assign', type: 'view_closed' }, async ({ ack, view }) => {
    seen.closed.push(view.id);
    await ack();
  });
}
