import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { GapView } from './answers/gap.ts';
import { gapCard } from './cards/gap.ts';
import { modes } from './local-slack/testing/small-app.ts';
import { type BotHouse, startBotHouse } from './testing/bot-house.ts';
import { notifyOf } from './testing/graph-state.ts';

const assigned: GapView = {
  id: 'gap_1',
  point: 'limitations',
  missing: 'What it must not be used for is not told.',
  mend: 'Say it with updateModel.',
  note: null,
  at: '2026-11-21T04:15:00Z',
  dueAt: null,
  model: { id: 'mdl_churn', name: 'churn', title: 'Churn prediction' },
  to: { id: 'per_ben', name: 'Ben Okafor' },
  by: { id: 'per_ana', name: 'Ana Costa' },
};

describe.each(modes)('an assigned gap over %s', mode => {
  let house: BotHouse;
  beforeAll(async () => {
    house = await startBotHouse(mode);
  });
  afterAll(() => house.stop());

  test('comes to who is asked, and to nobody else', async () => {
    house.graph.state.gaps.set(assigned.id, assigned);
    const about = { gap: { id: assigned.id } };
    notifyOf(house.graph.state, { kind: 'gap.assigned', about, people: ['per_ben'], channels: [] });
    await house.bot.idle();
    const cards = (channel: string) => house.messages(channel).filter(({ metadata }) => metadata !== undefined);
    expect(cards('DBEN').map(({ text }) => text)).toEqual([
      'Ana Costa asks Ben Okafor to fill a gap of Churn prediction (churn): What it must not be used for is not told.',
    ]);
    expect(cards('DANA')).toEqual([]);
    expect(house.graph.state.settled.map(({ delivered }) => delivered)).toEqual([true]);
  });
});

test('a card of a gap tells what is missing, how it is filled and by when, and nothing in it is markup', () => {
  const hostile = '<!channel> *x* <https://a.example|b>';
  const model = { id: 'mdl_1', name: 'churn', title: hostile };
  const card = gapCard({ ...assigned, note: hostile, model, dueAt: '2026-12-01T09:00:00Z' });
  const shown = JSON.stringify(card.blocks);
  expect(shown).toContain('Say it with updateModel.');
  expect(shown).toMatch(/Please fill it by /);
  expect(`${shown}${card.text}`).not.toMatch(/<!channel>|<https/);
});
