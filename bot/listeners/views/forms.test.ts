import type { KnownBlock } from '@slack/types';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ExperimentView } from '../../answers/experiment.ts';
import type { Operations } from '../../answers/operations.ts';
import type { ReportGapView } from '../../answers/report.ts';
import { groupFollowed, groupList } from '../../cards/groups.ts';
import type { Ask } from '../../graph.ts';
import { checkView } from '../../local-slack/limits/surface.ts';
import { expectFit, nasty, nastyName } from '../../testing/cards.ts';
import { runExperiment } from '../../testing/graph-experiments.ts';
import { churnReport } from '../../testing/graph-reports.ts';
import { freshState } from '../../testing/graph-state.ts';
import { decideExperimentForm } from './experiment.ts';
import type { CardForm } from './form.ts';
import { askForGapForm } from './gap.ts';

/** A graph that answers one thing to everything. */
const answering = (answer: Partial<Operations[keyof Operations]['data']>) => (async () => answer) as unknown as Ask;

async function blocksOf({ inputs }: CardForm, ask: Ask, from?: string): Promise<KnownBlock[]> {
  const found = typeof inputs === 'function' ? await inputs(ask, { id: 'mdl_1', revision: 1, from }) : inputs;
  return Array.isArray(found) ? found : found.blocks;
}

function expectModal({ title, callbackId }: CardForm, blocks: KnownBlock[]): void {
  const words = { type: 'plain_text' as const, text: title };
  const view = { type: 'modal' as const, callback_id: callbackId, title: words, submit: words, close: words, blocks };
  expect(checkView(view)).toEqual([]);
  expectFit({ text: title, blocks: blocks.filter(block => block.type === 'section') });
}

const arms = fc.array(
  fc.record({
    ...{ key: nasty, control: fc.boolean(), n: fc.nat(), mean: fc.constant(null) },
    version: fc.option(fc.record({ id: nasty, version: nasty })),
  }),
  { maxLength: 12 },
);

test('deciding any experiment fits into a modal', async () => {
  const experiment = runExperiment(freshState());
  await fc.assert(
    fc.asyncProperty(arms, nasty, async (all, explanation) => {
      const ids = new Set<string>();
      const once = all.filter(({ version }) => !version || (!ids.has(version.id) && ids.add(version.id)));
      const said: ExperimentView = { ...experiment, arms: once, result: { verdict: 'WON', explanation } };
      expectModal(decideExperimentForm, await blocksOf(decideExperimentForm, answering({ experiment: said })));
    }),
    { numRuns: 60 },
  );
});

const gaps: fc.Arbitrary<ReportGapView[]> = fc.array(
  fc.record({
    ...{ section: nasty, point: nasty, missing: nasty, assigned: fc.constant(null) },
    model: fc.record({ id: fc.constant('mdl_1'), name: nasty, title: nasty }),
    whoCanFill: fc.array(nastyName, { maxLength: 3 }),
  }),
  { maxLength: 130 },
);

test('asking for any gap fits into a modal', async () => {
  await fc.assert(
    fc.asyncProperty(gaps, async found => {
      const ask = answering({ report: { ...churnReport, gaps: found } });
      expectModal(askForGapForm, await blocksOf(askForGapForm, ask, 'report model-card churn'));
    }),
    { numRuns: 40 },
  );
});

test('any user group fits into Slack', () => {
  const team = fc.record({ id: nasty, name: nasty, title: nasty });
  const group = fc.record({
    ...{ groupId: nasty, handle: nasty, enabled: fc.boolean(), unknown: fc.option(fc.nat()) },
    ...{ followedAt: fc.constant('2026-11-21T04:15:00Z'), followedBy: fc.option(nastyName) },
    team: fc.option(team.map(each => ({ ...each, members: [] }))),
  });
  fc.assert(
    fc.property(fc.array(group, { maxLength: 40 }), team, nasty, (all, of, handle) => {
      expectFit(groupList(all));
      expectFit(groupFollowed(handle, of, all.length));
    }),
    { numRuns: 60 },
  );
});
