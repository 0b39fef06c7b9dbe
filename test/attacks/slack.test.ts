import { createHmac } from 'node:crypto';
import { signingSecret } from '@handoff/bot/local-slack/testing/slack';
import { type BotHouse, startBotHouse } from '@handoff/bot/testing/bot-house';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

let house: BotHouse;
beforeAll(async () => {
  house = await startBotHouse('http');
});
afterAll(() => house?.stop());

const form = 'application/x-www-form-urlencoded';
const command = () =>
  new URLSearchParams({
    ...{ command: '/handoff', text: 'who churn', user_id: 'UANA', channel_id: 'CML', team_id: 'TLOCAL' },
    ...{ trigger_id: `t${Math.random()}`, response_url: 'http://127.0.0.1:9/', api_app_id: 'ALOCAL' },
  }).toString();

interface Dress {
  type?: string;
  /** Seconds from now. */
  skew?: number;
  secret?: string;
  /** Of another body. */
  signed?: string;
  headers?: Record<string, string | undefined>;
}

async function post(body: string | Uint8Array, dress: Dress = {}): Promise<number> {
  const { type = form, skew = 0, secret = signingSecret, signed, headers = {} } = dress;
  const seconds = Math.floor(Date.now() / 1000) + skew;
  const hmac = createHmac('sha256', secret)
    .update(`v0:${seconds}:`)
    .update(signed ?? body)
    .digest('hex');
  const all = { 'x-slack-signature': `v0=${hmac}`, 'x-slack-request-timestamp': String(seconds), ...headers };
  const known = Object.entries({ 'content-type': type, ...all }).filter(([, value]) => value !== undefined);
  const url = `http://127.0.0.1:${house.bot.port}/slack/events`;
  const answer = await fetch(url, {
    method: 'POST',
    headers: known as [string, string][],
    body,
    signal: AbortSignal.timeout(10_000),
  });
  await answer.text();
  return answer.status;
}

const answers = () => house.slack.workspace.ephemerals.length;

describe('what Slack did not send is turned away', () => {
  it.each<[string, Dress]>([
    ['without a signature', { headers: { 'x-slack-signature': undefined } }],
    ['without a time', { headers: { 'x-slack-request-timestamp': undefined } }],
    ['with a time that is none', { headers: { 'x-slack-request-timestamp': 'NaN' } }],
    ['with an endless time', { headers: { 'x-slack-request-timestamp': '1e999' } }],
    ['signed with another secret', { secret: 'another' }],
    ['signed with nothing', { secret: '' }],
    ['signed for another body', { signed: 'command=/handoff' }],
    ['of six minutes ago', { skew: -360 }],
    ['of a day ago', { skew: -86_400 }],
    ['of a day from now', { skew: 86_400 }],
    ['with a signature of another version', { headers: { 'x-slack-signature': `v1=${'0'.repeat(64)}` } }],
    ['with a signature that is too long', { headers: { 'x-slack-signature': `v0=${'0'.repeat(5_000)}` } }],
    ['with half a signature', { headers: { 'x-slack-signature': 'v0=' } }],
  ])('%s', async (_, dress) => {
    const before = answers();
    expect(await post(command(), dress)).toBe(401);
    await house.bot.idle();
    expect(answers()).toBe(before);
  });

  it('a second time', async () => {
    const body = command();
    expect([await post(body), await post(body)]).toEqual([200, 401]);
    await house.bot.idle();
  });

  it('behind a check of the connection, which needs no signature', async () => {
    const before = answers();
    const unsigned = { headers: { 'x-slack-signature': undefined } };
    expect(await post(`ssl_check=1&${command()}`, unsigned)).toBeLessThan(500);
    await house.bot.idle();
    expect(answers()).toBe(before);
  });

  it('two megabytes at once', async () => {
    const status = await post('x'.repeat(2 * 1024 * 1024), { secret: 'another' }).catch(() => 'cut off');
    expect([413, 'cut off']).toContain(status);
  });
});

it('what is signed as Slack does and is none of what it sends ends nothing', async () => {
  const failed: unknown[] = [];
  const hear = (reason: unknown) => failed.push(reason);
  process.on('unhandledRejection', hear);
  const bodies: [body: string, type: string][] = [
    ['[]', 'application/json'],
    ['"x"', 'application/json'],
    ['{}', 'application/json'],
    ['{', 'application/json'],
    ['{"__proto__":{"polluted":true},"type":"event_callback"}', 'application/json'],
    ['{"type":"url_verification","challenge":{"toString":1}}', 'application/json'],
    ['payload=[]', form],
    ['payload={}', form],
    ['payload=%7B', form],
    ['payload=', form],
    ['', form],
    ['%', form],
  ];
  // Each is answered, most of them once nobody here has taken it within three seconds.
  expect(await Promise.all(bodies.map(([body, type]) => post(body, { type })))).toHaveLength(bodies.length);
  await house.after(() => house.slack.command('UANA', 'CML', '/handoff help'));
  expect(house.seenBy('UANA')?.text).toMatch(/help|find/i);
  process.off('unhandledRejection', hear);
  expect(failed).toEqual([]);
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
});
