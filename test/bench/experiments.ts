import { metricKinds } from '@handoff/deployment/experiment/experiment';
import { foundAtAnyLook } from '@handoff/deployment/experiment/testing/simulate';
import { type Figure, figure } from './figures.ts';

const sizes = { experiments: 1_000, looks: 20, perLook: 200, seed: 20_261_130 } as const;

/** Experiments whose arms are the same, looked at again and again: how many of a hundred find a winner or a loser. */
export async function benchExperiments(): Promise<Figure[]> {
  return metricKinds.map(kind => {
    const found = foundAtAnyLook({ ...sizes, kind, effect: 0 });
    return figure({
      bench: 'experiments',
      figure: `false winners of a ${kind}, of ${sizes.experiments} A/A tests with ${sizes.looks} looks`,
      unit: '%',
      samples: [(100 * found) / sizes.experiments],
      atMost: 5,
    });
  });
}
