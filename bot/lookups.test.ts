import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { modes } from './local-slack/testing/small-app.ts';
import { type BotHouse, startBotHouse } from './testing/bot-house.ts';
import { fire } from './testing/graph-alerts.ts';

const kinds = (blocks: readonly { type: string }[] | undefined) => (blocks ?? []).map(({ type }) => type);

describe.each(modes)('look-ups over %s', mode => {
  let house: BotHouse;
  beforeAll(async () => {
    house = await startBotHouse(mode);
  });
  afterAll(() => house.stop());

  const command = async (text: string) => {
    await house.after(() => house.slack.command('UANA', 'CML', `/handoff ${text}`));
    return house.seenBy('UANA');
  };

  test('compare shows what differs, as bars too, and names versions that are there', async () => {
    const answer = await command('compare churn 2 3');
    expect(answer?.text).toBe(
      'Churn prediction (churn): version 2 and version 3 compared. Who calls version 2 has to change.',
    );
    expect(kinds(answer?.blocks)).toContain('data_visualization');
    expect(JSON.stringify(answer?.blocks)).toContain('`depth`: 6 before, 8 now');
    expect((await command('compare churn 2 9'))?.text).toMatch(/has no version “9”. Did you mean `3`/);
    expect((await command('compare chrn 2 3'))?.text).toMatch(/no model “chrn”/);
  });

  test('health shows how a model is, what was measured, and its alerts by a button', async () => {
    fire(house.graph.state);
    const answer = await command('health churn');
    expect(answer?.text).toBe('Churn prediction (churn) is failing: 1 critical alert is open: Drift of tenure.');
    const words = JSON.stringify(answer?.blocks);
    expect(words).toContain('psi over the last day: 0.23 now, against a threshold of 0.2.');
    expect(kinds(answer?.blocks)).toContain('data_visualization');
    if (!answer) throw new Error('no answer');
    await house.after(() => house.slack.click('UANA', answer, 'ask'));
    expect(house.seenBy('UANA')?.text).toBe('1 open alert of churn.');
  });

  test('link tells who somebody is, looked up anew', async () => {
    expect((await command('link'))?.text).toBe(
      'You are Ana Costa to Handoff, by the address ana@example.com that Slack has verified.',
    );
  });

  test('a Slack that does not know charts gets the card without one, once', async () => {
    const series = {
      name: 'psi',
      unit: null,
      points: [1, 2, 3].map(hour => ({ at: `2026-11-21T0${hour}:00:00.000Z`, value: hour / 10 })),
    };
    await house.bot.idle();
    house.slack.faults.api('chat.postMessage', { kind: 'error', error: 'invalid_blocks' }, 1);
    const { id } = fire(house.graph.state, { id: 'alr_chart', evidence: { sentence: 'It rose.', series } });
    await house.bot.idle();
    const cards = ['DBEN', 'CML'].flatMap(channel =>
      house.messages(channel).filter(({ metadata }) => metadata?.event_payload.subject === id),
    );
    const drawn = cards.map(({ blocks }) => kinds(blocks).includes('data_visualization'));
    expect(drawn.sort()).toEqual([false, true]);
    expect(cards.every(({ blocks }) => JSON.stringify(blocks).includes('It rose.'))).toBe(true);
  });
});
