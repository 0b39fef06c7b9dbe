import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ExperimentView } from './answers/experiment.ts';
import { experimentActions } from './cards/experiment-buttons.ts';
import { modes } from './local-slack/testing/small-app.ts';
import { type BotHouse, startBotHouse } from './testing/bot-house.ts';
import { runExperiment } from './testing/graph-experiments.ts';
import { notifyOf } from './testing/graph-state.ts';

describe.each(modes)('an experiment over %s', mode => {
  let house: BotHouse;
  beforeAll(async () => {
    house = await startBotHouse(mode);
    await house.after(() => house.slack.command('UBEN', 'CML', '/handoff link'));
  });
  afterAll(() => house.stop());

  const shown = async (changes: Partial<ExperimentView> = {}) => {
    const { state } = house.graph;
    const { id } = runExperiment(state, changes);
    notifyOf(state, { kind: 'experiment.verdict', about: { experiment: { id } }, people: ['per_ben'], channels: [] });
    await house.bot.idle();
    return id;
  };
  const cardOf = (id: string) => {
    const found = house.messages('DBEN').find(({ metadata }) => metadata?.event_payload.subject === id);
    if (!found) throw new Error(`there is no card of ${id}`);
    return found;
  };
  const opened = async (id: string, action: string) => {
    await house.after(() => house.slack.click('UBEN', cardOf(id), action));
    const view = [...house.slack.workspace.views.values()].at(-1)?.view;
    if (!view) throw new Error('no form was opened');
    return view;
  };
  const stateOf = (id: string) => house.graph.state.experiments.get(id);

  test('begins at a press, once it was asked whether it shall', async () => {
    const id = await shown({ state: 'DRAFT', startedAt: null, result: null, moves: ['START', 'STOP'] });
    expect(JSON.stringify(cardOf(id).blocks)).toContain('Start this experiment?');
    await house.after(() => house.slack.click('UBEN', cardOf(id), experimentActions.start));
    expect(stateOf(id)?.state).toBe('RUNNING');
    expect(cardOf(id).text).toMatch(/is running/);
    expect(JSON.stringify(cardOf(id).blocks)).not.toContain(experimentActions.start);
  });

  test('is decided as what the data allow, with why, and the card shows it', async () => {
    const id = await shown();
    const view = await opened(id, experimentActions.decide);
    const words = JSON.stringify(view.blocks);
    expect(words).toContain('conversion of B is 0.04 higher.');
    expect(words).not.toContain('No difference');
    await house.after(() =>
      house.slack.submit('UBEN', view.id, { verdict: 'WON', chosen: 'ver_2', rationale: 'Clear.' }),
    );
    expect(stateOf(id)?.decision).toMatchObject({ verdict: 'WON', rationale: 'Clear.' });
    expect(cardOf(id).text).toMatch(/was decided by Ben Okafor: won\.$/);
    const [sent] = house.graph.state.seen.filter(({ operation }) => operation === 'DecideExperiment').slice(-1);
    expect(sent).toMatchObject({ actingFor: 'per_ben', variables: { input: { chosenVersion: 'ver_2' } } });
  });

  test('is stopped with a reason', async () => {
    const id = await shown();
    const view = await opened(id, experimentActions.stop);
    const values = { reason: 'Enough.' };
    await house.after(() => house.slack.submit('UBEN', view.id, values));
    expect(stateOf(id)?.state).toBe('STOPPED');
    expect(cardOf(id).text).toMatch(/is stopped/);
  });

  test('who comes too late hears how it stands, and nothing is done', async () => {
    const id = await shown({ state: 'DRAFT', moves: ['START', 'STOP', 'DECIDE'] });
    const decided = { state: 'DECIDED' as const, moves: [], possibleVerdicts: [], revision: 9 };
    const before = stateOf(id);
    if (before) house.graph.state.experiments.set(id, { ...before, ...decided });
    const late = cardOf(id);
    await house.after(() => house.slack.click('UBEN', late, experimentActions.decide));
    expect(house.seenBy('UBEN')?.text).toMatch(/was decided, and stays as it was/);
    await house.after(() => house.slack.click('UBEN', late, experimentActions.start));
    expect(house.seenBy('UBEN')?.text).toMatch(/so nothing was done\. Now: The experiment New ranking/);
    expect(stateOf(id)?.revision).toBe(9);
  });
});
