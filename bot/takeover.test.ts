import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { rows } from '@handoff/kit/database/database';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { appToken, botToken } from './local-slack/testing/slack.ts';
import { type BotHouse, startBotHouse } from './testing/bot-house.ts';
import type { BotProcessOptions } from './testing/bot-process.ts';
import { notify, propose } from './testing/graph-state.ts';

const built = fileURLToPath(new URL('./dist/testing/bot-process.js', import.meta.url));
const proposal = { model: 'mdl_churn', roleKey: 'owner', assigneeId: 'per_ben' };

let house: BotHouse;
beforeEach(async () => {
  house = await startBotHouse('socket');
  return () => house.stop();
});

/** A bot on the same database, graph and Slack, in a process that can be killed. */
async function botProcess(): Promise<ChildProcess> {
  const options: BotProcessOptions = {
    ...{ databaseUrl: house.database.url, settings: { mode: 'socket', appToken }, botToken, paceSeconds: 0.05 },
    ...{ slackApiUrl: house.slack.apiUrl, graph: { url: house.graph.url, token: house.graph.token } },
  };
  const code = `import(${JSON.stringify(built)}).then(({ runBot }) => runBot(${JSON.stringify(options)}))`;
  const child = spawn(process.execPath, ['-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  if (child.stdout) await once(child.stdout, 'data');
  return child;
}

async function killed(child: ChildProcess): Promise<void> {
  const gone = once(child, 'close');
  child.kill('SIGKILL');
  await gone;
}

const sql = <T>(statement: string) => rows<T>(house.database.db, statement);

test('a card that a killed bot held is drawn by another one before anybody wonders', async () => {
  await house.bot.stop();
  const child = await botProcess();
  house.slack.faults.api('chat.postMessage', { kind: 'delay', ms: 60_000 });
  propose(house.graph.state, proposal);
  await expect.poll(() => sql('SELECT 1 AS one FROM bot.outbox WHERE posting_at IS NOT NULL')).toHaveLength(1);
  await killed(child);
  house.slack.faults.clear();
  house.bot = await house.startAnother();
  // Nothing is nudged: it comes by itself, within the patience of this poll.
  await expect.poll(() => house.messages('DBEN').length).toBe(1);
});

test('what a killed bot was told in Slack is answered by another one', async () => {
  await house.bot.stop();
  const child = await botProcess();
  house.slack.faults.api('chat.postMessage', { kind: 'delay', ms: 60_000 });
  await house.slack.message('UANA', 'DANA', 'help');
  await expect.poll(() => sql("SELECT 1 AS one FROM bot.inbox WHERE state = 'TAKEN'")).toHaveLength(1);
  await killed(child);
  house.slack.faults.clear();
  house.bot = await house.startAnother();
  await expect.poll(() => house.messages('DANA').at(-1)?.text).toMatch(/^You can ask/);
});

test('what takes long stays with the bot that does it', async () => {
  const other = await house.startAnother();
  onTestFinished(() => other.stop());
  house.slack.faults.api('chat.postMessage', { kind: 'delay', ms: 8_000 });
  const { id } = propose(house.graph.state, proposal);
  await expect.poll(() => house.messages('DBEN').length).toBe(1);
  notify(house.graph.state, id, 'assignment.proposed');
  await Promise.all([house.bot.idle(), other.idle()]);
  const posts = house.slack.workspace.calls.filter(({ method }) => method === 'chat.postMessage');
  expect([posts.length, house.messages('DBEN').length]).toEqual([1, 1]);
});
