import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import type { AdviceView } from './answers/advice.ts';
import { adviceCard, latestOfAdvice } from './cards/advice.ts';
import { experimentCard, latestOfExperiment } from './cards/experiment.ts';
import { modes } from './local-slack/testing/small-app.ts';
import { type BotHouse, startBotHouse } from './testing/bot-house.ts';
import { expectFit } from './testing/cards.ts';
import { runExperiment } from './testing/graph-experiments.ts';
import { freshState, notifyOf } from './testing/graph-state.ts';

const model = { id: 'mdl_churn', name: 'churn', title: 'Churn prediction' };
const [ana, ben] = [
  { id: 'per_ana', name: 'Ana Costa' },
  { id: 'per_ben', name: 'Ben Okafor' },
];
const advice: AdviceView = {
  ...{ id: 'adv_1', revision: 1, state: 'OPEN', action: 'RETRAIN', suggestedAt: '2026-11-21T04:15:00Z', model },
  reasons: ['It predicts worse since 2026-11-20 04:15 UTC: accuracy is 0.84.'],
  ...{ decision: null, decidedAt: null, rationale: null, discussion: null, decidedBy: null },
  version: { id: 'ver_2', version: '2' },
  participants: [ana, ben],
  moves: ['DISCUSS', 'DECIDE'],
};
const experiment = runExperiment(freshState());

describe.each(modes)('an advice and an experiment over %s', mode => {
  let house: BotHouse;
  beforeAll(async () => {
    house = await startBotHouse(mode);
  });
  afterAll(() => house.stop());

  test('come to who decides them, and change with what is decided', async () => {
    const { state } = house.graph;
    state.advice.set(advice.id, advice);
    state.experiments.set(experiment.id, experiment);
    const tell = async (kind: string, about: object) => {
      notifyOf(state, { kind, about, people: ['per_ben'], channels: [] });
      await house.bot.idle();
    };
    await tell('advice.suggested', { advice: { id: advice.id } });
    await tell('experiment.verdict', { experiment: { id: experiment.id } });
    const texts = () => house.messages('DBEN').flatMap(({ text, metadata }) => (metadata ? [text] : []));
    expect(texts()).toEqual([
      'Handoff suggests about version 2 of Churn prediction (churn): retrain it.',
      'The experiment New ranking on Churn prediction (churn) is running: won.',
    ]);
    const decided: Partial<AdviceView> = {
      state: 'DECIDED',
      decision: 'KEEP',
      decidedBy: [ana, ben],
      rationale: 'Later.',
    };
    state.advice.set(advice.id, { ...advice, ...decided, revision: 2, decidedAt: '2026-11-22T00:00:00Z' });
    await tell('advice.decided', { advice: { id: advice.id } });
    expect(texts()[0]).toBe(
      'Ana Costa, Ben Okafor decided about version 2 of Churn prediction (churn): keep it as it is.',
    );
    expect(texts()).toHaveLength(2);
    expect(state.settled.every(({ delivered }) => delivered)).toBe(true);
  });
});

const hostile = '<!channel> *x* <https://a.example|b>';
const decision = { verdict: 'WON', at: '2026-11-22T00:00:00Z', rationale: hostile, by: ana } as const;

it.each([
  ['who is to decide', adviceCard(advice), 'To be decided by Ana Costa, Ben Okafor.'],
  ['why', adviceCard(advice), 'accuracy is 0.84.'],
  ['the discussion', adviceCard({ ...advice, discussion: 'https://acme.slack.com/x' }), 'Open the discussion'],
  ['that it was let go', adviceCard({ ...advice, state: 'DECIDED' }), '*Let go*'],
  ['what was measured', experimentCard(experiment), 'B (version 2): 1,190 measured, conversion 0.14'],
  ['which guardrail is broken', experimentCard(experiment), '*Guardrail broken:* latency_ms.'],
  ['that nothing was measured', experimentCard({ ...experiment, result: null }), 'Nothing was measured yet.'],
  ['what was decided', experimentCard({ ...experiment, state: 'DECIDED', decision }), '*Decided:* won, by Ana Costa'],
])('a card says %s', (...[, card, said]) => {
  expect(JSON.stringify(card.blocks)).toContain(said);
});

it('nothing from outside is markup', () => {
  const bad = { ...model, title: hostile };
  const cards = [
    adviceCard({ ...advice, model: bad, reasons: [hostile], rationale: hostile, discussion: 'https://a.example|b>' }),
    experimentCard({ ...experiment, model: bad, name: hostile, metric: hostile, state: 'DECIDED', decision }),
  ];
  const said = [latestOfAdvice({ ...advice, model: bad }), latestOfExperiment({ ...experiment, model: bad })];
  for (const card of cards) expectFit(card);
  expect(JSON.stringify(said)).not.toMatch(/<!channel>|<https:\/\/a\.example\|b>/);
});
