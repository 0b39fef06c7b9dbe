import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AdviceView } from './answers/advice.ts';
import { adviceActions } from './cards/advice-buttons.ts';
import { modes } from './local-slack/testing/small-app.ts';
import { type BotHouse, startBotHouse } from './testing/bot-house.ts';
import { named, notifyOf } from './testing/graph-state.ts';

describe.each(modes)('an advice over %s', mode => {
  let house: BotHouse;
  beforeAll(async () => {
    house = await startBotHouse(mode);
    await house.after(() => house.slack.command('UBEN', 'CML', '/handoff link'));
    await house.after(() => house.slack.command('UANA', 'CML', '/handoff link'));
  });
  afterAll(() => house.stop());

  let count = 0;
  const suggest = async (channels: string[]) => {
    const { state } = house.graph;
    const advice: AdviceView = {
      ...{ id: `adv_${++count}`, revision: 1, state: 'OPEN', action: 'RETRAIN', suggestedAt: '2026-11-21T04:15:00Z' },
      model: { id: 'mdl_churn', name: 'churn', title: 'Churn prediction' },
      version: { id: 'ver_2', version: '2' },
      reasons: ['It predicts worse: accuracy is 0.84.'],
      ...{ decision: null, decidedAt: null, rationale: null, discussion: null, decidedBy: null },
      participants: [named(state, 'per_ana'), named(state, 'per_ben')],
      moves: ['DISCUSS', 'DECIDE'],
    };
    state.advice.set(advice.id, advice);
    const about = { advice: { id: advice.id } };
    notifyOf(state, { kind: 'advice.suggested', about, people: ['per_ben'], channels });
    await house.bot.idle();
    return advice.id;
  };
  const cardOf = (id: string, channel: string) => {
    const found = house.messages(channel).find(({ metadata }) => metadata?.event_payload.subject === id);
    if (!found) throw new Error(`there is no card of ${id} in ${channel}`);
    return found;
  };

  test('discussing opens a thread under the card in the channel, and calls those who decide', async () => {
    const id = await suggest(['#ml']);
    await house.after(() => house.slack.click('UBEN', cardOf(id, 'DBEN'), adviceActions.discuss));
    const card = cardOf(id, 'CML');
    const replies = house.messages('CML').filter(({ thread_ts: root }) => root === card.ts);
    expect(replies.map(({ text }) => text)).toEqual([
      expect.stringMatching(
        /^<@UANA>, <@UBEN>: this is to be decided together\. .*\n• It predicts worse.*\n• Accuracy fell/,
      ),
    ]);
    expect(house.graph.state.advice.get(id)?.discussion).toContain(`#m${card.ts}`);
    for (const channel of ['CML', 'DBEN'])
      expect(JSON.stringify(cardOf(id, channel).blocks)).toContain('Open the discussion');
  });

  test('deciding keeps what was decided, why, and who agreed', async () => {
    const id = await suggest(['#ml']);
    await house.after(() => house.slack.click('UBEN', cardOf(id, 'CML'), adviceActions.decide));
    const viewId = [...house.slack.workspace.views.keys()].at(-1) ?? '';
    const wrong = await house.slack.submit('UBEN', viewId, { rationale: 'It ages.' });
    expect(wrong.payload).toMatchObject({ errors: { decision: 'Choose what will be done.' } });
    const values = { decision: 'FIX_DATA', rationale: 'It ages.', with: ['UANA'] };
    await house.after(() => house.slack.submit('UBEN', viewId, values));
    const text = 'Ben Okafor, Ana Costa decided about version 2 of Churn prediction (churn): fix the data.';
    expect(['CML', 'DBEN'].map(channel => cardOf(id, channel).text)).toEqual([text, text]);
    expect(JSON.stringify(cardOf(id, 'CML').blocks)).not.toContain('advice:');
  });

  test('without a card in a channel there is no thread, and that is said', async () => {
    const id = await suggest([]);
    await house.after(() => house.slack.click('UBEN', cardOf(id, 'DBEN'), adviceActions.discuss));
    expect(house.seenBy('UBEN')?.text).toMatch(/^There is no card of this in a channel/);
    expect(house.graph.state.advice.get(id)?.state).toBe('OPEN');
  });

  test('who agreed must be known', async () => {
    const id = await suggest(['#ml']);
    await house.after(() => house.slack.click('UBEN', cardOf(id, 'CML'), adviceActions.decide));
    const viewId = [...house.slack.workspace.views.keys()].at(-1) ?? '';
    const values = { decision: 'KEEP', rationale: 'It is fine.', with: ['UGUEST'] };
    await house.after(() => house.slack.submit('UBEN', viewId, values));
    expect(house.seenBy('UBEN')?.text).toMatch(/is a guest here.* Nothing was decided/);
    expect(house.graph.state.advice.get(id)?.state).toBe('OPEN');
  });
});
