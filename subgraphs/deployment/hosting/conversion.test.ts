import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ConversionCase, conversionOf, conversionProblem } from './conversion.ts';

const both = (original: number, converted: number, input?: unknown): ConversionCase => ({ original, converted, input });
const told = { from: 'R', to: 'Java', tolerance: 0.01, cases: [both(1, 1)] };
const deep = (levels: number) => JSON.parse(`${'['.repeat(levels)}1${']'.repeat(levels)}`);

describe('both implementations', () => {
  it.each([
    ['answer alike', [both(1, 1)], { maxAbsoluteDifference: 0, agrees: true }],
    [
      'differ within the tolerance',
      [both(1, 1), both(2, 2.0078125)],
      { maxAbsoluteDifference: 0.0078125, agrees: true },
    ],
    ['differ by the tolerance', [both(0, 0.01)], { maxAbsoluteDifference: 0.01, agrees: true }],
    ['differ beyond it', [both(0, 0.02), both(1, 1)], { maxAbsoluteDifference: 0.02, agrees: false }],
    ['differ with the other sign', [both(0.5, -0.5)], { maxAbsoluteDifference: 1, agrees: false }],
  ])('%s', (...[, cases, expected]) => {
    expect(conversionOf({ ...told, cases })).toMatchObject({ ...expected, cases: cases.length });
  });

  it('are furthest apart in the first of the worst cases, which is kept with its input', () => {
    const cases = [both(1, 1, 'a'), both(5, 3, { age: 40 }), both(3, 5, 'c')];
    expect(conversionOf({ ...told, cases }).worstCase).toEqual({ input: { age: 40 }, original: 5, converted: 3 });
    expect(conversionOf(told).worstCase).toEqual({ input: null, original: 1, converted: 1 });
  });

  it('agree just when no case is further apart than the tolerance, in whichever order they come', () => {
    const number = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    const cases = fc.array(fc.record({ original: number, converted: number }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(cases, fc.double({ min: 0, max: 1e6, noNaN: true }), (found, tolerance) => {
        const there = conversionOf({ ...told, tolerance, cases: found });
        const back = conversionOf({ ...told, tolerance, cases: found.toReversed() });
        expect(there.agrees).toBe(found.every(each => Math.abs(each.original - each.converted) <= tolerance));
        expect(back.maxAbsoluteDifference).toBe(there.maxAbsoluteDifference);
        expect(back.agrees).toBe(there.agrees);
      }),
    );
  });
});

describe('a conversion', () => {
  it.each([
    [{}, null],
    [{ tolerance: 0 }, null],
    [{ cases: new Array(10_000).fill(both(1, 1)) }, null],
    [{ cases: [both(1, 1, { text: 'x'.repeat(10_000), none: null, deep: deep(18) })] }, null],
    [{ tolerance: -0.1 }, 'conversion.tolerance'],
    [{ from: ' ' }, 'conversion.from'],
    [{ to: '' }, 'conversion.to'],
    [{ to: 'x'.repeat(201) }, 'conversion.to'],
    [{ cases: [] }, 'conversion.cases'],
    [{ cases: new Array(10_001).fill(both(1, 1)) }, 'conversion.cases'],
    [{ cases: [both(1, 1), both(1e308, -1e308)] }, 'conversion.cases[1]'],
    [{ cases: [both(1, 1, 'a\u0000b')] }, 'conversion.cases[0].input'],
    [{ cases: [both(1, 1, { 'a\u0000b': 1 })] }, 'conversion.cases[0].input'],
    [{ cases: [both(1, 1, deep(21))] }, 'conversion.cases[0].input'],
    [{ cases: [both(1, 1, 'x'.repeat(20_001))] }, 'conversion.cases[0].input'],
  ])('of case %# is refused at the right place', (changes, field) => {
    const problem = conversionProblem({ ...told, ...changes });
    expect(problem?.kind === 'InvalidInput' ? problem.field : null).toBe(field);
  });
});
