import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { causesOf, type Suspect } from './cause.ts';

const at = (hours: number) => new Date(Date.UTC(2026, 10, 20, hours));
const suspect = (id: string, changes: Partial<Suspect> = {}): Suspect => ({
  ...{ id, modelId: 'm1', kind: 'DRIFT', metric: null, definitionId: 'd1', firedAt: at(0), causeId: null },
  ...changes,
});
const worse = (id: string, changes: Partial<Suspect> = {}) =>
  suspect(id, { kind: 'PERFORMANCE', definitionId: null, ...changes });

describe('what explains alerts', () => {
  it.each<[string, Suspect[], Record<string, string>]>([
    ['is nothing where there is one alone', [suspect('a')], {}],
    [
      'is the first about a shared feature, across models',
      [
        suspect('a', { firedAt: at(1) }),
        suspect('b', { modelId: 'm2' }),
        suspect('c', { modelId: 'm3', firedAt: at(2) }),
      ],
      { a: 'b', c: 'b' },
    ],
    ['is the smaller id of two at once', [suspect('b', { modelId: 'm2' }), suspect('a')], { b: 'a' }],
    [
      'is broken data for drift of the same',
      [suspect('a', { kind: 'DATA_QUALITY' }), suspect('b', { firedAt: at(1) })],
      { b: 'a' },
    ],
    ['is nothing for another feature', [suspect('a'), suspect('b', { definitionId: 'd2' })], {}],
    ['is nothing for a feature that nobody shares', [suspect('a'), suspect('b', { definitionId: null })], {}],
    ['is nothing for what only names a feature', [suspect('a'), suspect('b', { kind: 'METRIC' })], {}],
    ['is the feature for a model that predicts worse', [suspect('a'), worse('p', { firedAt: at(5) })], { p: 'a' }],
    [
      'is that of another model, where this one sees it too',
      [suspect('a', { modelId: 'm2' }), suspect('b', { firedAt: at(1) }), worse('p', { firedAt: at(5) })],
      { b: 'a', p: 'a' },
    ],
    [
      'is nothing for a model that does not see it',
      [suspect('a', { modelId: 'm2' }), worse('p', { firedAt: at(5) })],
      {},
    ],
    [
      'is the feature for what a metric shows, by its name',
      [
        suspect('a'),
        worse('p', { kind: 'METRIC', metric: 'accuracy' }),
        worse('q', { kind: 'METRIC', metric: 'clicks' }),
      ],
      { p: 'a' },
    ],
    ['is the feature up to a day later', [suspect('a', { firedAt: at(24) }), worse('p')], { p: 'a' }],
    ['is nothing that came more than a day later', [suspect('a', { firedAt: at(25) }), worse('p')], {}],
    [
      'is the first of two features',
      [suspect('a', { firedAt: at(1) }), suspect('b', { definitionId: 'd2' }), worse('p', { firedAt: at(5) })],
      { p: 'b' },
    ],
    [
      'stays what it was while that fires',
      [
        suspect('a', { firedAt: at(1) }),
        suspect('b', { definitionId: 'd2' }),
        worse('p', { firedAt: at(5), causeId: 'a' }),
      ],
      { p: 'a' },
    ],
    ['is nothing for what has to do with no model', [suspect('a'), suspect('b', { kind: null })], {}],
  ])('%s', (...[, suspects, causes]) => {
    expect(Object.fromEntries(causesOf(suspects))).toEqual(causes);
  });

  it('is never explained itself, whatever the alerts and in whatever order', () => {
    const one = fc.record({
      modelId: fc.constantFrom('m1', 'm2', 'm3'),
      kind: fc.constantFrom('DRIFT', 'DATA_QUALITY', 'PERFORMANCE', 'LATENCY'),
      definitionId: fc.option(fc.constantFrom('d1', 'd2')),
      firedAt: fc.integer({ min: 0, max: 100 }).map(at),
      causeId: fc.option(fc.constantFrom('a0', 'a1', 'a2')),
    });
    fc.assert(
      fc.property(fc.array(one, { maxLength: 12 }), fc.func(fc.integer()), (found, order) => {
        const suspects = found.map((each, i) => suspect(`a${i}`, each as Partial<Suspect>));
        const causes = causesOf(suspects);
        for (const cause of causes.values()) expect(causes.has(cause)).toBe(false);
        const shuffled = suspects.toSorted((a, b) => order(a.id) - order(b.id));
        expect(new Map([...causesOf(shuffled)].toSorted())).toEqual(new Map([...causes].toSorted()));
      }),
    );
  });
});
