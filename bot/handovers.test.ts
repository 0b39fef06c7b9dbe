import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { HandoverView } from './answers/handover.ts';
import { modes } from './local-slack/testing/small-app.ts';
import { type BotHouse, startBotHouse } from './testing/bot-house.ts';
import { notifyOf } from './testing/graph-state.ts';

const offered: HandoverView = {
  id: 'hov_1',
  revision: 1,
  state: 'OFFERED',
  version: { version: '7', model: { id: 'mdl_churn', name: 'churn', title: 'Churn prediction' } },
  from: { id: 'per_ana', name: 'Ana Costa' },
  to: { id: 'per_ben', name: 'Ben Okafor' },
  note: null,
  closingNote: null,
  offeredAt: '2026-11-21T04:15:00Z',
  dueAt: null,
  answeredAt: null,
  answeredBy: null,
  stands: true,
  sections: [],
};

describe.each(modes)('handovers over %s', mode => {
  let house: BotHouse;
  beforeAll(async () => {
    house = await startBotHouse(mode);
  });
  afterAll(() => house.stop());

  /** Texts of the cards in a conversation. */
  const cardsIn = (channel: string) =>
    house
      .messages(channel)
      .flatMap(({ metadata, text }) => (metadata?.event_payload.subject === 'hov_1' ? [text] : []));
  const happens = async (handover: HandoverView, kind: string, people: string[]) => {
    house.graph.state.handovers.set(handover.id, handover);
    notifyOf(house.graph.state, { kind, about: { handover: { id: handover.id } }, people, channels: [] });
    await house.bot.idle();
  };

  test('an offer comes to the engineer; the answer edits their card and comes to who offered', async () => {
    await happens(offered, 'handover.offered', ['per_ben']);
    expect(cardsIn('DBEN')).toEqual(['Ana Costa asks Ben Okafor to take over version 7 of Churn prediction (churn).']);
    expect(cardsIn('DANA')).toEqual([]);
    const answeredAt = '2026-11-22T04:15:00Z';
    const accepted: HandoverView = { ...offered, revision: 2, state: 'ACCEPTED', answeredAt, answeredBy: offered.to };
    await happens(accepted, 'handover.accepted', ['per_ben', 'per_ana']);
    const taken = 'Ben Okafor has taken over version 7 of Churn prediction (churn) from Ana Costa.';
    expect([cardsIn('DBEN'), cardsIn('DANA')]).toEqual([[taken], [taken]]);
    expect(house.graph.state.settled.map(({ delivered }) => delivered)).toEqual([true, true]);
  });
});
