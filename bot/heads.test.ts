import { rows } from '@handoff/kit/database/database';
import { silentLog } from '@handoff/kit/log';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { headOf, keepHeads } from './heads.ts';
import type { Message } from './local-slack/workspace.ts';
import { type BotHouse, startBotHouse } from './testing/bot-house.ts';

let house: BotHouse;
beforeAll(async () => {
  house = await startBotHouse('socket', { channels: [{ id: 'CAUDIT', name: 'audit', members: ['UBEN'] }] });
});
afterAll(() => house.stop());

const head = { seq: 12_345, hash: 'a1'.repeat(32), sealedAt: '2026-11-29T10:00:00.000Z' };
const posted = (): Message[] => house.messages('CAUDIT');

/** Bots that keep heads in a channel, until they have done what they do now. */
async function run(auditChannel: string | null, bots = 1): Promise<void> {
  const started = await Promise.all(Array.from({ length: bots }, () => house.startAnother({ auditChannel })));
  await expect
    .poll(() => house.graph.state.seen.filter(({ operation }) => operation === 'ReadHead').length)
    .toBeGreaterThan(0);
  for (const bot of started) await bot.idle();
  await Promise.all(started.map(bot => bot.stop()));
  house.graph.state.seen = [];
}

test('nothing is posted while the trail is empty', async () => {
  await run('#audit');
  expect(posted()).toEqual([]);
});

test('the head is posted once a day, however many bots there are and however often they start', async () => {
  house.graph.state.head = head;
  await run('#audit', 3);
  expect(posted()).toHaveLength(1);
  expect(JSON.stringify(posted()[0])).toContain(`handoff audit verify --head 12345:${head.hash}`);
  expect(posted()[0]?.text).toBe(`The audit trail has 12,345 entries; the last has the hash ${head.hash}.`);
  const again = await house.startAnother({ auditChannel: '#audit' });
  await again.idle();
  await again.stop();
  expect(posted()).toHaveLength(1);
});

test('the next day has a head of its own', async () => {
  house.graph.state.head = { ...head, seq: 12_400 };
  await rows(house.database.db, "UPDATE bot.card SET subject_id = 'aud_2026-01-01' WHERE subject_id = $1", [
    headOf(new Date()),
  ]);
  await run('CAUDIT');
  expect(posted().map(({ text }) => /[\d,]+/.exec(text)?.[0])).toEqual(['12,345', '12,400']);
});

test('a channel that is not there is said in the log, and nothing is lost', async () => {
  const warned: unknown[] = [];
  const log = Object.assign(Object.create(silentLog()) as ReturnType<typeof silentLog>, {
    warn: (about: { err?: Error }) => void warned.push(about.err?.message),
  });
  const destinations = {
    of: async () => ({ reached: [], later: [], escalatedTo: [], unreached: ['Slack shows no channel #nowhere.'] }),
    channelOf: async () => '',
  };
  const outbox = { wake: () => undefined, busy: async () => false, rateLimited: () => 0, stop: async () => undefined };
  const graph = { asBot: async () => Promise.reject(new Error('not asked')) } as never;
  const loop = keepHeads({ db: house.database.db, graph, destinations, outbox, channel: '#nowhere', log });
  await expect.poll(() => warned).toEqual(['Slack shows no channel #nowhere.']);
  await loop.stop();
});
