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
  // One after another: with no pace to keep, cards of one conversation are drawn side by side, in no order.
  house.bot = await house.startAnother({ paceSeconds: 0.4 });
  await house.bot.idle();
  expect(subjects()).toEqual(before.slice(-10));
  expect(house.messages('DBEN').at(-1)?.text).toMatch(/has accepted/);
  expect(await rows(house.database.db, 'SELECT 1 AS one FROM bot.card')).toHaveLength(10);
});
