import type { ExperimentOperations, ExperimentView } from '../answers/experiment.ts';
import type { Problem } from '../answers/shared.ts';
import { type ResolversOf, remembered } from './graph-resolvers.ts';
import { type GraphState, named } from './graph-state.ts';

/** An experiment of churn that runs and is won. */
export function runExperiment(state: GraphState, changes: Partial<ExperimentView> = {}): ExperimentView {
  const experiment: ExperimentView = {
    ...{ id: `exp_${state.experiments.size + 1}`, revision: 3, state: 'RUNNING', name: 'New ranking' },
    model: { id: 'mdl_churn', name: 'churn', title: 'Churn prediction' },
    ...{ metric: 'conversion', startedAt: '2026-11-20T00:00:00Z', endedAt: null, decision: null },
    arms: [
      { key: 'A', control: true, n: 1200, mean: 0.1, version: { id: 'ver_1', version: '1' } },
      { key: 'B', control: false, n: 1190, mean: 0.14, version: { id: 'ver_2', version: '2' } },
    ],
    guardrails: [{ metric: 'latency_ms', holds: false }],
    result: { verdict: 'WON', explanation: 'conversion of B is 0.04 higher.' },
    possibleVerdicts: ['WON', 'INCONCLUSIVE', 'INVALID'],
    moves: ['RECORD', 'STOP', 'DECIDE'],
    ...changes,
  };
  state.experiments.set(experiment.id, experiment);
  return experiment;
}

type Answer = { experiment: ExperimentView | null; problem: Problem | null };

function moved(state: GraphState, id: string, { name, ...to }: Partial<ExperimentView> & { name: string }): Answer {
  const experiment = state.experiments.get(id) ?? null;
  if (state.refuse) return { experiment, problem: state.refuse };
  if (!experiment) return { experiment, problem: { __typename: 'NotFound', message: 'There is no such experiment.' } };
  if (!experiment.moves.includes(name))
    return { experiment, problem: { __typename: 'WrongState', message: 'This experiment was decided.' } };
  const after = { ...experiment, ...to, name: experiment.name, revision: experiment.revision + 1 };
  state.experiments.set(id, after);
  return { experiment: after, problem: null };
}

/** How the test graph answers what is asked of experiments. */
export const experimentResolvers: ResolversOf<ExperimentOperations> = {
  ReadExperiment: ({ experiments }, { id }) => ({ experiment: experiments.get(id) ?? null }),
  StartExperiment: (state, { input }) => ({
    startExperiment: remembered(state, input.idempotencyKey, () =>
      moved(state, input.experimentId, { name: 'START', state: 'RUNNING', moves: ['RECORD', 'STOP', 'DECIDE'] }),
    ),
  }),
  StopExperiment: (state, { input }) => ({
    stopExperiment: remembered(state, input.idempotencyKey, () =>
      moved(state, input.experimentId, { name: 'STOP', state: 'STOPPED', moves: ['DECIDE'] }),
    ),
  }),
  DecideExperiment: (state, { input }, me = '') => ({
    decideExperiment: remembered(state, input.idempotencyKey, () => {
      const { verdict, rationale } = input;
      const decision = { verdict, rationale, at: '2026-11-22T00:00:00.000Z', by: named(state, me) };
      const to = { state: 'DECIDED' as const, decision, moves: [], possibleVerdicts: [] };
      return moved(state, input.experimentId, { name: 'DECIDE', ...to });
    }),
  }),
};
