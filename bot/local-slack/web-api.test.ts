import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { LocalSlack } from './local-slack.ts';
import { defaultScopes } from './options.ts';
import { appToken, botToken, startTestSlack } from './testing/slack.ts';

describe('the Web API', () => {
  let slack: LocalSlack;
  let now = Date.now();
  const scopes = [...defaultScopes];
  beforeAll(async () => {
    slack = await startTestSlack({ postsPerSecond: 1, now: () => now, scopes });
  });
  afterAll(() => slack.stop());

  const send = (method: string, args: object, token = botToken) =>
    fetch(slack.apiUrl + method, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
      body: JSON.stringify(args),
    });
  const call = async (method: string, args: object = {}, token?: string) => {
    now += 1000;
    return (await (await send(method, args, token)).json()) as Record<string, unknown>;
  };
  const post = async (args: object) =>
    (await call('chat.postMessage', { channel: 'CML', text: 'x', ...args })) as { ts: string };
  const long = [{ type: 'header', text: { type: 'plain_text', text: 'x'.repeat(151) } }];
  const modal = { type: 'modal', title: { type: 'plain_text', text: 'x' }, blocks: [] };

  test.each<[string, object, string]>([
    ['chat.postMessage', { channel: 'CNONE', text: 'x' }, 'channel_not_found'],
    ['chat.postMessage', { channel: 'CML' }, 'no_text'],
    ['chat.postMessage', { channel: 'CML', text: 'x', blocks: long }, 'invalid_blocks'],
    ['chat.postMessage', { channel: 'CML', text: 'x', thread_ts: '1.1' }, 'thread_not_found'],
    ['chat.postMessage', { channel: 'CML', text: 'x'.repeat(40_001) }, 'msg_too_long'],
    ['chat.postMessage', { channel: 'CML', text: 'x', metadata: {} }, 'invalid_metadata_format'],
    ['chat.update', { channel: 'CML', ts: '1.1', text: 'x' }, 'message_not_found'],
    ['chat.delete', { channel: 'CML', ts: '1.1' }, 'message_not_found'],
    ['chat.postEphemeral', { channel: 'COPS', user: 'UBEN', text: 'x' }, 'user_not_in_channel'],
    ['chat.unfurl', { channel: 'CML', ts: '1.1', unfurls: {} }, 'cannot_unfurl_message'],
    ['chat.getPermalink', { channel: 'CML', message_ts: '1.1' }, 'message_not_found'],
    ['conversations.open', {}, 'users_list_not_supplied'],
    ['conversations.open', { users: 'UNOBODY' }, 'user_not_found'],
    ['conversations.open', { users: 'UROBOT' }, 'cannot_dm_bot'],
    ['conversations.open', { users: 'UANA,UBEN' }, 'missing_scope'],
    ['conversations.info', { channel: 'CNONE' }, 'channel_not_found'],
    ['conversations.history', { channel: 'CML' }, 'missing_scope'],
    ['conversations.replies', { channel: 'CML', ts: '1.1' }, 'missing_scope'],
    ['conversations.replies', { channel: 'DANA', ts: '1.1' }, 'thread_not_found'],
    ['users.info', { user: 'UNOBODY' }, 'user_not_found'],
    ['users.lookupByEmail', { email: 'nobody@example.com' }, 'users_not_found'],
    ['views.open', { trigger_id: 'none', view: modal }, 'invalid_trigger_id'],
    ['views.open', { trigger_id: 'none', view: {} }, 'invalid_arguments'],
    ['views.update', { view_id: 'VNONE', view: modal }, 'not_found'],
    ['views.publish', { user_id: 'UNOBODY', view: { type: 'home', blocks: [] } }, 'user_not_found'],
    ['views.publish', { user_id: 'UANA', view: { type: 'home', blocks: long } }, 'invalid_arguments'],
    ['files.upload', {}, 'unknown_method'],
  ])('%s, refusal %#', async (method, args, error) => {
    expect(await call(method, args)).toMatchObject({ ok: false, error });
  });

  test.each([
    ['', 'not_authed'],
    ['xoxb-wrong', 'invalid_auth'],
    [appToken, 'not_allowed_token_type'],
  ])('the token "%s" is refused', async (token, error) => {
    expect(await call('auth.test', {}, token)).toMatchObject({ ok: false, error });
  });

  test('sockets are opened with the app-level token only', async () => {
    expect(await call('apps.connections.open', {}, appToken)).toMatchObject({ ok: true });
    expect(await call('apps.connections.open')).toMatchObject({ error: 'not_allowed_token_type' });
    const refused = new WebSocket(`${slack.url.replace('http', 'ws')}/link?ticket=guess`);
    await new Promise(resolve => refused.addEventListener('error', resolve));
    expect(refused.readyState).not.toBe(WebSocket.OPEN);
  });

  test('more than one post a second and channel is refused with the time to wait', async () => {
    now += 5000;
    const statuses = async (channel: string) => {
      const response = await send('chat.postMessage', { channel, text: 'x' });
      return [response.status, response.headers.get('retry-after')];
    };
    expect(await statuses('CML')).toEqual([200, null]);
    expect(await statuses('CML')).toEqual([429, '1']);
    expect(await statuses('COPS')).toEqual([200, null]);
    now += 1000;
    expect(await statuses('CML')).toEqual([200, null]);
  });

  test('metadata is kept through posting and editing', async () => {
    const metadata = { event_type: 'card', event_payload: { key: 'k1', revision: 3 } };
    const { ts } = await post({ metadata });
    await call('chat.update', { channel: 'CML', ts, text: 'y' });
    expect(slack.workspace.messages.get('CML')?.find(message => message.ts === ts)).toMatchObject({
      metadata,
      text: 'y',
    });
  });

  test('direct messages open by person and can be read back with their metadata', async () => {
    expect(await call('conversations.open', { users: 'UANA' })).toMatchObject({ channel: { id: 'DANA' } });
    const metadata = { event_type: 'card', event_payload: { key: 'k2' } };
    await post({ channel: 'UANA', text: 'one' });
    await post({ channel: 'DANA', text: 'two', metadata });
    const page = await call('conversations.history', { channel: 'DANA', limit: 1, include_all_metadata: true });
    expect(page).toMatchObject({ has_more: true, messages: [{ text: 'two', metadata }] });
    const [oldest] = slack.workspace.messages.get('DANA') ?? [];
    const later = await call('conversations.history', { channel: 'DANA', oldest: oldest?.ts });
    expect(later.messages).toHaveLength(1);
  });

  test('the history of a channel is read once the scope is granted', async () => {
    scopes.push('channels:history');
    const { ts } = await post({ text: 'root' });
    await post({ text: 'reply', thread_ts: ts });
    expect(await call('conversations.replies', { channel: 'CML', ts })).toMatchObject({
      messages: [{ text: 'root' }, { text: 'reply' }],
    });
    scopes.pop();
  });

  test('people say what they are, and their address only with its scope', async () => {
    expect(await call('users.info', { user: 'UGUEST' })).toMatchObject({
      user: { is_restricted: true, is_bot: false },
    });
    expect(await call('users.info', { user: 'UROBOT' })).toMatchObject({ user: { is_bot: true } });
    expect(await call('users.lookupByEmail', { email: 'ANA@example.com' })).toMatchObject({
      user: { id: 'UANA', tz: 'Europe/Lisbon', profile: { email: 'ana@example.com' } },
    });
    const granted = scopes.splice(0, scopes.length, 'users:read');
    const { user } = (await call('users.info', { user: 'UANA' })) as { user: { profile: object } };
    expect(user.profile).not.toHaveProperty('email');
    expect(await call('users.lookupByEmail', { email: 'ana@example.com' })).toMatchObject({
      error: 'missing_scope',
      needed: 'users:read.email',
      provided: 'users:read',
    });
    scopes.splice(0, scopes.length, ...granted);
  });

  test('user groups are told with their people, the disabled ones when asked for, and not too often', async () => {
    await slack.changeGroup({ id: 'SRISK', handle: 'risk', name: 'Risk', users: ['UANA', 'UGUEST'] });
    await slack.changeGroup({ id: 'SGONE', disabled: true, users: ['UBEN'] });
    expect(await call('usergroups.list', {})).toMatchObject({ usergroups: [{ id: 'SRISK', date_delete: 0 }] });
    const asked = { include_users: true, include_count: 'true', include_disabled: true };
    expect(await call('usergroups.list', asked)).toMatchObject({
      usergroups: [{ users: ['UANA', 'UGUEST'], user_count: 2 }, { date_delete: 1 }],
    });
    const of = (usergroup: string, more = {}) => call('usergroups.users.list', { usergroup, ...more });
    expect(await of('SRISK')).toMatchObject({ users: ['UANA', 'UGUEST'] });
    expect(await of('SGONE')).toMatchObject({ error: 'no_such_subteam' });
    expect(await of('SGONE', { include_disabled: true })).toMatchObject({ users: ['UBEN'] });
    expect(await of('SNONE')).toMatchObject({ error: 'no_such_subteam' });
    for (let i = 0; i < 18; i++) await call('usergroups.list', {});
    expect(await call('usergroups.list', {})).toMatchObject({ error: 'ratelimited' });
    const granted = scopes.splice(0, scopes.length, 'users:read');
    expect(await of('SRISK')).toMatchObject({ error: 'missing_scope', needed: 'usergroups:read' });
    scopes.splice(0, scopes.length, ...granted);
  });

  test('lists come in pages', async () => {
    const first = (await call('users.list', { limit: 4 })) as {
      members: object[];
      response_metadata: { next_cursor: string };
    };
    expect(first.members).toHaveLength(4);
    const { next_cursor: cursor } = first.response_metadata;
    expect(await call('users.list', { limit: 4, cursor })).toMatchObject({ response_metadata: { next_cursor: '' } });
    expect(await call('conversations.list')).toMatchObject({ channels: [{ name: 'ml' }, { name: 'ops' }] });
  });

  test('a home tab keeps its id, and an old hash is refused', async () => {
    const publish = (hash?: string) =>
      call('views.publish', { user_id: 'UCHI', view: { type: 'home', blocks: [] }, hash });
    const { view: first } = (await publish()) as { view: { id: string; hash: string } };
    const { view: second } = (await publish(first.hash)) as { view: { id: string } };
    expect(second.id).toBe(first.id);
    expect(await publish(first.hash)).toMatchObject({ error: 'hash_conflict' });
  });

  test('faults happen once, where they are asked for', async () => {
    const texts = () => slack.workspace.messages.get('COPS')?.map(message => message.text);
    const attempt = (text: string) => {
      now += 1000;
      return send('chat.postMessage', { channel: 'COPS', text });
    };
    slack.faults.api('chat.postMessage', { kind: 'rateLimited', retryAfterSeconds: 7 });
    expect((await attempt('a')).headers.get('retry-after')).toBe('7');
    slack.faults.api('*', { kind: 'serverError' });
    expect((await attempt('b')).status).toBe(500);
    slack.faults.api('chat.postMessage', { kind: 'drop' });
    await expect(attempt('c')).rejects.toThrow();
    slack.faults.api('chat.postMessage', { kind: 'dropAnswer' });
    await expect(attempt('d')).rejects.toThrow();
    slack.faults.api('chat.postMessage', { kind: 'error', error: 'fatal_error' });
    expect(await (await attempt('e')).json()).toEqual({ ok: false, error: 'fatal_error' });
    slack.faults.api('chat.postMessage', { kind: 'delay', ms: 60 });
    const start = performance.now();
    await attempt('f');
    expect(performance.now() - start).toBeGreaterThan(55);
    slack.faults.api('chat.postMessage', { kind: 'serverError' });
    slack.faults.clear();
    expect((await attempt('g')).status).toBe(200);
    expect(texts()?.slice(-3)).toEqual(['d', 'f', 'g']);
  });
});
