import { type Office, openOffice } from '../../testing/office.ts';

/** An experiment as tests look at it. */
export interface ExperimentView {
  id: string;
  state: string;
  revision: number;
  plannedSampleSize: number | null;
  startedAt: string | null;
  endedAt: string | null;
  arms: { key: string; n: number; mean: number | null; variance: number | null; version: { id: string } }[];
  guardrails: { metric: string; holds: boolean | null }[];
  result: { verdict: string; enoughData: boolean; sampleRatioMismatch: boolean; explanation: string } | null;
  decision: { verdict: string; chosen: { id: string } | null; by: { id: string }; rationale: string } | null;
}

/** What a change answers. */
export interface ExperimentAnswer {
  experiment: ExperimentView | null;
  duplicate?: boolean;
  problem: {
    __typename: string;
    message: string;
    field?: string;
    rule?: string;
    reason?: string;
    state?: string;
  } | null;
}

const experimentFields = `id name hypothesis state revision metric metricKind comparator method alpha power minimumEffect
  plannedSampleSize startedAt endedAt model { id }
  arms { key control share n mean variance version { id } dataset { id } deployment { id } }
  guardrails { metric comparator margin holds }
  result { sampleRatioMismatch sampleRatioP verdict explanation enoughData effects { arm effect relative lower upper p significant } }
  decision { verdict chosen { id } by { id } at rationale }`;

const problemFields = `problem { __typename message ... on NotAllowed { rule whoCan { id } } ... on Conflict { reason }
  ... on WrongState { state allowed } ... on InvalidInput { field } }`;

/** An office in which experiments are made, on the model with two versions. */
export interface Laboratory extends Office {
  /** Sends one mutation of experiments, as the scientist unless told otherwise. */
  does(mutation: string, input: object, as?: string): Promise<ExperimentAnswer>;
  /** An experiment as somebody sees it, the scientist unless told otherwise. */
  shown(id: string, as?: string): Promise<ExperimentView | null>;
  /** What createExperiment is told. */
  design(changes?: object): object;
  /** Of a new experiment that runs: its id. */
  running(changes?: object): Promise<string>;
  /** Sends successes of so many for A and B, as one batch. */
  feeds(experimentId: string, batchId: string, sums: Sums): Promise<ExperimentAnswer>;
}

export interface Sums {
  n: number;
  a: number;
  b: number;
}

export const measuredAt = '2026-11-29T09:00:00Z';

/** Opens a laboratory over a migrated database. */
export async function openLaboratory(...of: Parameters<typeof openOffice>): Promise<Laboratory> {
  const office = await openOffice(...of);
  const does: Laboratory['does'] = async (mutation, input, as = office.scientist) => {
    const type = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Input`;
    const duplicate = mutation === 'recordExperimentData' ? 'duplicate' : '';
    const source = `mutation ($input: ${type}!) { ${mutation}(input: $input) { experiment { ${experimentFields} } ${duplicate} ${problemFields} } }`;
    return (await office.ask<Record<string, ExperimentAnswer>>(as, source, { input }))[mutation] as ExperimentAnswer;
  };
  const design: Laboratory['design'] = changes => ({
    ...{ model: office.modelId, name: 'New ranking', hypothesis: 'It sells more.', metric: 'conversion' },
    ...{ metricKind: 'PROPORTION', comparator: 'AT_LEAST', method: 'SEQUENTIAL' },
    arms: [
      { key: 'A', version: '1', control: true, share: 50 },
      { key: 'B', version: '2', share: 50 },
    ],
    ...changes,
  });
  return {
    ...office,
    does,
    design,
    shown: async (id, as = office.scientist) => {
      const source = `query ($id: ID!) { experiment(id: $id) { ${experimentFields} } }`;
      return (await office.ask<{ experiment: ExperimentView | null }>(as, source, { id })).experiment;
    },
    running: async changes => {
      const { experiment } = await does('createExperiment', design(changes));
      const started = await does('startExperiment', { experimentId: experiment?.id });
      if (!started.experiment) throw new Error(`It does not run: ${started.problem?.message}`);
      return started.experiment.id;
    },
    feeds: (experimentId, batchId, { n, a, b }) =>
      does('recordExperimentData', {
        ...{ experimentId, batchId },
        arms: [
          { arm: 'A', at: measuredAt, n, sum: a },
          { arm: 'B', at: measuredAt, n, sum: b },
        ],
      }),
  };
}
