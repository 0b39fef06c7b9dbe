import { rows } from '@handoff/kit/database/database';
import { expect, test } from 'vitest';
import { postCardsAnew } from './local-cards.ts';
import { startBotHouse } from './testing/bot-house.ts';
import { change, propose } from './testing/graph-state.ts';

test('cards that a Slack forgot come again as they stand now, the newest ten of each conversation', async context => {
  const house = await startBotHouse('http');
  context.onTestFinished(() => house.stop());
  const ids = Array.from({ length: 12 }, () => {
    const { id } = propose(house.graph.state, { model: 'mdl_churn', roleKey: 'owner', assigneeId: 'per_ben' });
    return id;
  });
  await house.bot.idle();
  const subjects = () => house.messages('DBEN').map(({ metadata }) => metadata?.event_payload.subject);
  const before = subjects();
  expect([...before].sort()).toEqual([...ids].sort());
  await house.bot.stop();
  house.slack.workspace.messages.clear();
  change(house.graph.state, String(before.at(-1)), { state: 'ACCEPTED', moves: [] });
  await postCardsAnew(house.database.db);
  // In this order they are due; on a busy machine one that is drawn longer comes after the next.
  const dueSql = 'SELECT subject_id AS subject FROM bot.outbox ORDER BY due_at';
  const due = await rows<{ subject: string }>(house.database.db, dueSql);
  expect(due.map(({ subject }) => subject)).toEqual(before.slice(-10));
  house.bot = await house.startAnother({});
  await house.bot.idle();
  expect(subjects().toSorted()).toEqual(before.slice(-10).toSorted());
  const last = house.messages('DBEN').find(({ metadata }) => metadata?.event_payload.subject === before.at(-1));
  expect(last?.text).toMatch(/has accepted/);
  expect(await rows(house.database.db, 'SELECT 1 AS one FROM bot.card')).toHaveLength(10);
});
