import fc from 'fast-check';
import { expect, it } from 'vitest';
import { strategies } from '../promotion/steps.ts';
import { type AskedStep, kindAt, plannedSteps, planProblem } from './plan.ts';

const shares = (...percents: number[]): AskedStep[] => percents.map(percent => ({ percent }));

it.each<[(typeof strategies)[number] | null, AskedStep[] | null, string | null]>([
  [null, null, null],
  ['ALL_AT_ONCE', [], null],
  ['ALL_AT_ONCE', shares(100), 'steps'],
  ['CANARY', null, 'steps'],
  ['CANARY', [], 'steps'],
  ['CANARY', shares(100), null],
  ['CANARY', shares(5, 25, 100), null],
  ['CANARY', shares(0.1, 100), null],
  ['CANARY', shares(0, 100), 'steps[0].percent'],
  ['CANARY', shares(50, 20, 100), 'steps[1].percent'],
  ['CANARY', shares(50, 50, 100), 'steps[1].percent'],
  ['CANARY', shares(5, 50), 'steps[1].percent'],
  ['CANARY', shares(5, 101), 'steps[1].percent'],
  ['CANARY', shares(-5, 100), 'steps[0].percent'],
  ['CANARY', [{ percent: 5, minMinutes: -1 }, { percent: 100 }], 'steps[0].minMinutes'],
  ['CANARY', [{ percent: 5, minMinutes: 43_201 }, { percent: 100 }], 'steps[0].minMinutes'],
  ['CANARY', [{ percent: 5 }, { percent: 100, minPredictions: -1 }], 'steps[1].minPredictions'],
  ['CANARY', shares(...Array.from({ length: 21 }, (_, i) => (i + 1) * 4)), 'steps'],
  ['SHADOW', null, null],
  ['SHADOW', shares(0, 10, 100), null],
  ['SHADOW', shares(10, 100), 'steps[0].percent'],
  ['BLUE_GREEN', null, null],
  ['BLUE_GREEN', shares(0, 100), null],
  ['BLUE_GREEN', shares(0, 50, 100), 'steps'],
  ['BLUE_GREEN', shares(100), 'steps[0].percent'],
])('judges %s by %j', (strategy, steps, field) => {
  const problem = planProblem({ strategy, steps });
  expect(problem?.kind === 'InvalidInput' ? problem.field : null).toBe(field);
});

it('takes no plan but one that rises and ends at 100, and plans as many steps as were asked for', () => {
  const step = fc.record({ percent: fc.double({ min: -10, max: 110, noNaN: true }) });
  const asked = fc.record({ strategy: fc.constantFrom(...strategies), steps: fc.array(step, { maxLength: 5 }) });
  fc.assert(
    fc.property(asked, plan => {
      if (planProblem(plan)) return;
      const percents = plannedSteps(plan).map(({ percent }) => percent);
      expect(percents.at(-1)).toBe(100);
      expect(percents).toEqual([...new Set(percents)].toSorted((a, b) => a - b));
      if (plan.steps.length > 0) expect(percents).toHaveLength(plan.steps.length);
    }),
  );
});

it.each([
  ['ALL_AT_ONCE', 100, 'PRIMARY'],
  ['CANARY', 5, 'CANARY'],
  ['SHADOW', 0, 'SHADOW'],
  ['SHADOW', 10, 'CANARY'],
  ['BLUE_GREEN', 0, 'CANARY'],
] as const)('with %s at %d percent a version is %s', (strategy, percent, kind) => {
  expect(kindAt(strategy, percent)).toBe(kind);
});
