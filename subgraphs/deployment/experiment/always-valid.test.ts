import { expect, it } from 'vitest';
import { metricKinds } from './experiment.ts';
import { foundAtAnyLook } from './testing/simulate.ts';

const looked = { experiments: 200, looks: 20, perLook: 60, seed: 7 };

it.each(metricKinds)(
  'who looks 20 times at arms of one %s that are the same finds a winner in 5 of 100 at most',
  kind => {
    expect(foundAtAnyLook({ ...looked, kind, effect: 0 })).toBeLessThanOrEqual(10);
  },
);

it.each([
  ['PROPORTION', 0.08],
  ['MEAN', 0.4],
] as const)('and finds one where there is one: %s', (kind, effect) => {
  expect(foundAtAnyLook({ ...looked, experiments: 50, kind, effect })).toBeGreaterThan(40);
});
