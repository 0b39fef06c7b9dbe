import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isValidSlackRequest } from '@slack/bolt';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { signatureOf } from './http-delivery.ts';
import type { LocalSlack } from './local-slack.ts';
import { appToken, signingSecret, startTestSlack } from './testing/slack.ts';

interface Envelope {
  type: string;
  envelope_id: string;
  payload: { event_id?: string; text?: string };
  retry_attempt?: number;
  retry_reason?: string;
  reason?: string;
}

/** A bare socket client, which acknowledges as it is told. */
async function connect(slack: LocalSlack, acknowledge = true) {
  const headers = { authorization: `Bearer ${appToken}` };
  const answer = await fetch(`${slack.apiUrl}apps.connections.open`, { method: 'POST', headers });
  const { url } = (await answer.json()) as { url: string };
  const socket = new WebSocket(url);
  const got: Envelope[] = [];
  socket.on('message', data => {
    const envelope = JSON.parse(String(data)) as Envelope;
    got.push(envelope);
    if (acknowledge && envelope.envelope_id)
      socket.send(JSON.stringify({ envelope_id: envelope.envelope_id, payload: {} }));
  });
  await expect.poll(() => got[0]?.type).toBe('hello');
  return { socket, got, url };
}

describe('over sockets', () => {
  let slack: LocalSlack;
  beforeEach(async () => {
    slack = await startTestSlack({ ackMs: 150 });
  });
  afterEach(() => slack.stop());

  test('nobody connected is said at once', async () => {
    expect(await slack.command('UANA', 'CML', '/handoff x')).toMatchObject({ status: 0, error: 'no_connection' });
  });

  test('an acknowledgement that comes too late does not count; one that is only slow does', async () => {
    const { got } = await connect(slack);
    slack.faults.delivery('slash_commands', { kind: 'lateAck', ms: 200 });
    expect(await slack.command('UANA', 'CML', '/handoff x')).toMatchObject({ status: 0, error: 'http_timeout' });
    slack.faults.delivery('slash_commands', { kind: 'lateAck', ms: 20 });
    expect(await slack.command('UANA', 'CML', '/handoff x')).toMatchObject({ status: 200 });
    expect(got.filter(({ type }) => type === 'slash_commands')).toHaveLength(2);
    expect(slack.workspace.wire.map(({ violations }) => violations.length)).toContain(1);
  });

  test('several sockets take turns', async () => {
    const [one, two] = [await connect(slack), await connect(slack)];
    for (const text of ['a', 'b', 'c', 'd']) await slack.command('UANA', 'CML', `/handoff ${text}`);
    expect(one.got.slice(1).map(envelope => envelope.payload.text)).toEqual(['a', 'c']);
    expect(two.got.slice(1).map(envelope => envelope.payload.text)).toEqual(['b', 'd']);
  });

  test('an event that is not acknowledged goes to the other socket, marked as a repetition', async () => {
    const [deaf, good] = [await connect(slack, false), await connect(slack)];
    expect(await slack.mention('UANA', 'CML', 'hi')).toMatchObject({ status: 200, tries: 2 });
    const [first, second] = [deaf.got[1], good.got[1]];
    expect(first).toMatchObject({ type: 'events_api', retry_attempt: 0 });
    expect(second).toMatchObject({ retry_attempt: 1, retry_reason: 'http_timeout' });
    expect(second?.payload.event_id).toBe(first?.payload.event_id);
  });

  test('an event whose socket is cut goes to the other one at once', async () => {
    const [dying, good] = [await connect(slack, false), await connect(slack)];
    dying.socket.on('message', () => dying.socket.terminate());
    expect(await slack.mention('UANA', 'CML', 'hi')).toMatchObject({ status: 200, tries: 2 });
    expect(good.got[1]).toMatchObject({ retry_attempt: 1, retry_reason: 'connection_closed' });
  });

  test('an interaction is sent once only', async () => {
    const deaf = await connect(slack, false);
    expect(await slack.command('UANA', 'CML', '/handoff x')).toMatchObject({ error: 'http_timeout', tries: 1 });
    expect(deaf.got).toHaveLength(2);
  });

  test('an event nobody ever takes is given up after the last repetition', async () => {
    expect(await slack.mention('UANA', 'CML', 'hi')).toMatchObject({ status: 0, tries: 4 });
  });

  test('sockets are asked to reconnect, or cut, on demand; a ticket works once', async () => {
    const { socket, got, url } = await connect(slack);
    slack.faults.refreshSockets();
    await expect.poll(() => got.at(-1)).toMatchObject({ type: 'disconnect', reason: 'refresh_requested' });
    slack.faults.cutSockets();
    await expect.poll(() => socket.readyState).toBe(WebSocket.CLOSED);
    const again = new WebSocket(url);
    const error = await new Promise<Error>(resolve => again.on('error', resolve));
    expect(error.message).toContain('401');
  });
});

describe('over HTTP', () => {
  let slack: LocalSlack;
  let status = 200;
  let headers: Record<string, string> = {};
  const got: { headers: IncomingMessage['headers']; body: string }[] = [];
  const app = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    got.push({ headers: request.headers, body: Buffer.concat(chunks).toString() });
    response.writeHead(status, headers).end();
  });

  beforeAll(async () => {
    slack = await startTestSlack();
    await new Promise<void>(resolve => app.listen(0, '127.0.0.1', resolve));
    const { port } = app.address() as AddressInfo;
    slack.deliverTo({ mode: 'http', requestUrl: `http://127.0.0.1:${port}/slack/events` });
  });
  afterAll(async () => {
    app.closeAllConnections();
    app.close();
    await slack.stop();
  });
  beforeEach(() => {
    got.length = 0;
    status = 200;
    headers = {};
  });

  const isSigned = ({ headers: sent, body }: (typeof got)[number]) =>
    isValidSlackRequest({
      signingSecret,
      body,
      headers: {
        'x-slack-signature': String(sent['x-slack-signature']),
        'x-slack-request-timestamp': Number(sent['x-slack-request-timestamp']),
      },
    });

  test('the signature is the one of the documentation', () => {
    const secret = '8f742231b10e8888abcd99yyyzzz85a5';
    const body =
      'token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c';
    const expected = 'v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503';
    expect(signatureOf(secret, 1531420618, body)).toBe(expected);
  });

  test('commands and events are signed as Bolt wants them', async () => {
    await slack.command('UANA', 'CML', '/handoff x');
    await slack.mention('UANA', 'CML', 'hi');
    expect(got.map(isSigned)).toEqual([true, true]);
    expect(new URLSearchParams(got[0]?.body).get('command')).toBe('/handoff');
  });

  test('a bad signature, an old stamp and one from the future can be asked for', async () => {
    slack.faults.delivery('slash_commands', { kind: 'badSignature' });
    await slack.command('UANA', 'CML', '/handoff a');
    slack.faults.delivery('*', { kind: 'skew', seconds: -301 });
    await slack.command('UANA', 'CML', '/handoff b');
    slack.faults.delivery('*', { kind: 'skew', seconds: 3600 });
    await slack.command('UANA', 'CML', '/handoff c');
    const stamps = got.map(request => Number(request.headers['x-slack-request-timestamp']) - Date.now() / 1000);
    expect(got.slice(0, 2).map(isSigned)).toEqual([false, false]);
    expect(stamps[2]).toBeGreaterThan(3590);
  });

  test('a replay is the very same request', async () => {
    slack.faults.delivery('slash_commands', { kind: 'replay' });
    expect(await slack.command('UANA', 'CML', '/handoff x')).toMatchObject({ status: 200, again: { status: 200 } });
    const [first, second] = got.map(({ headers: sent, body }) => [sent['x-slack-signature'], body]);
    expect(second).toEqual(first);
  });

  test('an event is repeated after an error, and says so', async () => {
    status = 500;
    expect(await slack.mention('UANA', 'CML', 'hi')).toMatchObject({ status: 500, tries: 4 });
    expect(got.map(request => request.headers['x-slack-retry-num'])).toEqual([undefined, '1', '2', '3']);
    expect(got[1]?.headers['x-slack-retry-reason']).toBe('http_error');
    expect(new Set(got.map(request => JSON.parse(request.body).event_id)).size).toBe(1);
  });

  test('an app can ask not to be sent an event again', async () => {
    status = 500;
    headers = { 'x-slack-no-retry': '1' };
    expect(await slack.mention('UANA', 'CML', 'hi')).toMatchObject({ tries: 1 });
  });

  test('a lost delivery never arrives, a slow one arrives late', async () => {
    slack.faults.delivery('slash_commands', { kind: 'drop' });
    expect(await slack.command('UANA', 'CML', '/handoff x')).toMatchObject({ status: 0, error: 'http_timeout' });
    expect(got).toHaveLength(0);
    slack.faults.delivery('slash_commands', { kind: 'delay', ms: 50 });
    const start = performance.now();
    await slack.command('UANA', 'CML', '/handoff x');
    expect(performance.now() - start).toBeGreaterThan(45);
  });
});

test('stopping ends the wait for a repetition', async () => {
  const slack = await startTestSlack({ retryDelaysMs: [60_000] });
  const waiting = slack.mention('UANA', 'CML', 'hi');
  await new Promise(resolve => setTimeout(resolve, 20));
  await slack.stop();
  expect(await waiting).toMatchObject({ status: 0, tries: 1 });
});
