import { WebClient } from '@slack/web-api';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LocalSlack } from './local-slack.ts';
import { startTestSlack } from './testing/slack.ts';
import { modes, type SmallApp, startSmallApp } from './testing/small-app.ts';

describe.each(modes)('a Bolt app over %s', mode => {
  let slack: LocalSlack;
  let small: SmallApp;
  let now = Date.now();

  beforeAll(async () => {
    slack = await startTestSlack({ now: () => now });
    small = await startSmallApp(slack, mode);
  });
  afterAll(async () => {
    await small.stop();
    await slack.stop();
  });

  const acted = <T>(action: () => Promise<T>) => slack.reaction(action);
  const lastIn = (channel: string) => slack.workspace.messages.get(channel)?.at(-1);
  const lastEphemeral = () => slack.workspace.ephemerals.at(-1);
  const openForm = async () => {
    await acted(() => slack.command('UANA', 'CML', '/handoff form'));
    const [viewId = ''] = [...slack.workspace.views.keys()].slice(-1);
    return viewId;
  };

  test('a command is acknowledged and answered to one person', async () => {
    const delivery = await acted(() => slack.command('UANA', 'CML', '/handoff find churn'));
    expect(delivery).toMatchObject({ status: 200, tries: 1 });
    expect(delivery.ackMs).toBeLessThan(3000);
    expect(lastEphemeral()).toMatchObject({ text: 'Found churn', ephemeralTo: 'UANA', channel: 'CML' });
  });

  test('an answer inside the acknowledgement is shown', async () => {
    await slack.command('UBEN', 'CML', '/handoff ack at once');
    expect(lastEphemeral()).toMatchObject({ text: 'at once', ephemeralTo: 'UBEN' });
  });

  test('people and links in a command arrive encoded', async () => {
    await slack.command('UANA', 'CML', '/handoff find @ben in #ml <b>');
    expect(small.seen.commands.at(-1)?.text).toBe('find <@UBEN|ben> in <#CML|ml> &lt;b&gt;');
  });

  test('an answer for the channel is posted there', async () => {
    await acted(() => slack.command('UANA', 'CML', '/handoff share news'));
    expect(lastIn('CML')).toMatchObject({ text: 'For all: news', user: slack.workspace.bot.userId });
  });

  test('a button edits its card', async () => {
    await acted(() => slack.command('UANA', 'CML', '/handoff card'));
    const message = lastIn('CML');
    if (!message) throw new Error('no card');
    const delivery = await acted(() => slack.click('UBEN', message, 'accept'));
    expect(delivery.status).toBe(200);
    expect(small.seen.actions.at(-1)).toMatchObject({ id: 'accept', value: 'asg_1', isEphemeral: false });
    expect(lastIn('CML')).toMatchObject({ ts: message.ts, text: 'Owner of churn: accepted by <@UBEN>' });
    expect(lastIn('CML')?.edited).toBeDefined();
  });

  test('a button on a message for one person replaces it through response_url', async () => {
    await acted(() => slack.command('UANA', 'CML', '/handoff menu'));
    const message = lastEphemeral();
    if (!message) throw new Error('no ephemeral');
    await acted(() => slack.click('UANA', message, 'accept'));
    expect(small.seen.actions.at(-1)).toMatchObject({ isEphemeral: true });
    expect(lastEphemeral()).toMatchObject({ ts: message.ts, text: 'Accepted.', blocks: [] });
  });

  test('a missing control is named with those there are', async () => {
    await acted(() => slack.command('UANA', 'CML', '/handoff card'));
    const message = lastIn('CML');
    if (!message) throw new Error('no card');
    await expect(slack.click('UANA', message, 'nope')).rejects.toThrow(/"nope" here; there are: accept, decline/);
  });

  test('a modal opens, suggests, complains and closes', async () => {
    const viewId = await openForm();
    const offered = await slack.suggest('UANA', viewId, 'model', 'r');
    expect(offered.payload).toMatchObject({ options: [{ value: 'churn' }, { value: 'fraud' }, { value: 'ranking' }] });
    const values = { model: 'fraud', role: 'Owner', note: 'hm' };
    const refused = await slack.submit('UANA', viewId, values);
    expect(refused.payload).toMatchObject({ response_action: 'errors' });
    expect(slack.workspace.views.get(viewId)?.errors).toEqual({ note: 'Say a little more.' });
    await slack.submit('UANA', viewId, { ...values, note: 'knows it best' });
    expect(slack.workspace.views.has(viewId)).toBe(false);
    expect(small.seen.submissions.at(-1)).toMatchObject({
      model: { model: { type: 'external_select', selected_option: { value: 'fraud', text: { text: 'fraud' } } } },
      role: { role: { selected_option: { value: 'Owner' } } },
      who: { who: { type: 'users_select', selected_user: 'UBEN' } },
      until: { until: { selected_date: null } },
      note: { note: { value: 'knows it best' } },
    });
  });

  test('a modal pushed on top shares its root, and clear takes both away', async () => {
    const viewId = await openForm();
    await slack.submit('UANA', viewId, { model: 'fraud', role: 'Owner', note: 'more please' });
    const pushed = [...slack.workspace.views.values()].at(-1)?.view;
    expect(pushed).toMatchObject({ callback_id: 'reason', previous_view_id: viewId, root_view_id: viewId });
    await slack.submit('UANA', pushed?.id ?? '', { reason: 'no time' });
    expect(slack.workspace.views.size).toBe(0);
  });

  test('closing a modal is told to an app that asked for it', async () => {
    const viewId = await openForm();
    expect(await slack.closeView('UANA', viewId)).toMatchObject({ status: 200 });
    expect(small.seen.closed).toContain(viewId);
    await expect(slack.submit('UANA', viewId, {})).rejects.toThrow(/no open modal/);
  });

  test('mentions, direct messages, links and the home tab reach the app', async () => {
    await acted(() => slack.mention('UANA', 'CML', 'help'));
    expect(small.seen.events.at(-1)).toMatchObject({ type: 'app_mention', text: '<@U0HANDOFF> help' });
    expect(lastIn('CML')?.thread_ts).toBeDefined();
    await acted(() => slack.message('UANA', 'DANA', 'mine'));
    expect(lastIn('DANA')?.text).toBe('Heard: mine');
    await acted(() => slack.message('UANA', 'CML', 'see http://127.0.0.1:4000/models/churn?a=1&b=2'));
    expect(Object.keys(lastIn('CML')?.unfurls ?? {})).toEqual(['http://127.0.0.1:4000/models/churn?a=1&b=2']);
    const linked = lastIn('CML');
    if (!linked) throw new Error('no message');
    await acted(() => slack.click('UANA', linked, 'accept'));
    expect(small.seen.actions.at(-1)).toMatchObject({ unfurl: 'http://127.0.0.1:4000/models/churn?a=1&b=2' });
    await acted(() => slack.openHome('UBEN'));
    expect(slack.workspace.homes.get('UBEN')).toMatchObject({ type: 'home' });
  });

  test('a plain message in a channel is heard only with the history scope', async () => {
    const heard = small.seen.events.length;
    expect(await slack.message('UANA', 'CML', 'just talking')).toMatchObject({ status: 204, tries: 0 });
    expect(small.seen.events).toHaveLength(heard);
  });

  test('an event whose acknowledgement is lost comes again with the same event_id', async () => {
    slack.faults.delivery('events_api', { kind: 'loseAck' });
    slack.faults.delivery('events_api', { kind: 'drop' });
    const heard = small.seen.events.length;
    expect(await slack.mention('UANA', 'CML', 'again')).toMatchObject({ status: 200, tries: 3 });
    await expect.poll(() => small.seen.events.length).toBe(heard + 2);
    const [first, second] = small.seen.events.slice(heard);
    expect(first?.id).toBe(second?.id);
  });

  test('a duplicate reaches the app twice', async () => {
    slack.faults.delivery('interactive', { kind: 'duplicate' });
    await acted(() => slack.command('UANA', 'CML', '/handoff card'));
    const message = lastIn('CML');
    if (!message) throw new Error('no card');
    const pressed = small.seen.actions.length;
    const delivery = await acted(() => slack.click('UBEN', message, 'accept'));
    expect(delivery.again?.status).toBe(200);
    expect(small.seen.actions).toHaveLength(pressed + 2);
  });

  test('a trigger works once and for three seconds', async () => {
    const client = new WebClient('xoxb-local', { slackApiUrl: slack.apiUrl, retryConfig: { retries: 0 } });
    const view = { type: 'modal' as const, title: { type: 'plain_text' as const, text: 'Hi' }, blocks: [] };
    await slack.command('UANA', 'CML', '/handoff ack one');
    const used = small.seen.commands.at(-1)?.triggerId ?? '';
    await client.views.open({ trigger_id: used, view });
    await expect(client.views.open({ trigger_id: used, view })).rejects.toThrow('exchanged_trigger_id');
    await slack.command('UANA', 'CML', '/handoff ack two');
    const late = small.seen.commands.at(-1)?.triggerId ?? '';
    now += 3001;
    await expect(client.views.open({ trigger_id: late, view })).rejects.toThrow('expired_trigger_id');
    await expect(client.views.open({ trigger_id: 'made up', view })).rejects.toThrow('invalid_trigger_id');
  });

  test('a response_url takes five answers within thirty minutes', async () => {
    await slack.command('UANA', 'CML', '/handoff ack five');
    const url = small.seen.commands.at(-1)?.responseUrl ?? '';
    const answer = () => fetch(url, { method: 'POST', body: JSON.stringify({ text: 'more' }) });
    for (let use = 1; use <= 5; use += 1) expect((await answer()).status).toBe(200);
    const sixth = await answer();
    expect([sixth.status, await sixth.json()]).toEqual([404, { ok: false, error: 'used_url' }]);
    await slack.command('UANA', 'CML', '/handoff ack late');
    now += 30 * 60_000 + 1;
    const late = await fetch(small.seen.commands.at(-1)?.responseUrl ?? '', { method: 'POST', body: '{"text":"x"}' });
    expect([late.status, await late.json()]).toEqual([404, { ok: false, error: 'expired_url' }]);
  });
});

test('a Bolt app asked to reconnect comes back and is served again', async () => {
  const slack = await startTestSlack();
  const small = await startSmallApp(slack, 'socket');
  const opened = () => slack.workspace.calls.filter(call => call.method === 'apps.connections.open').length;
  slack.faults.refreshSockets();
  await expect.poll(opened).toBe(2);
  await expect.poll(async () => (await slack.command('UANA', 'CML', '/handoff ack back')).status).toBe(200);
  await small.stop();
  await slack.stop();
});
