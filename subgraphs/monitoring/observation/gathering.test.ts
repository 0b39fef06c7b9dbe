import { newId } from '@handoff/kit/id';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { grainMs } from '../grain.ts';
import { mergeInto, newSummary, type Summary, validCount } from '../summary/summary.ts';
import { limitsOf } from './column.ts';
import { Expectations, mostMet, otherColumns } from './expectations.ts';
import type { Facts } from './facts.ts';
import { gatherColumn } from './gathered-column.ts';
import { Gathering } from './gathering.ts';
import type { Observation } from './observation.ts';

const now = Date.parse('2026-11-21T09:00:00Z');
const subject = { modelId: newId('mdl'), versionId: newId('ver'), deploymentId: '', environment: '' };
const column = (name: string, holds: Facts['prediction']['holds']) =>
  ({ role: 'FEATURE', name, holds, limits: null }) as const;
const facts = (changes: Partial<Facts> = {}): Facts => ({
  ...{ subject, listed: false, features: [], met: new Map(), slices: [] },
  prediction: { ...column('prediction', 'anything'), role: 'PREDICTION' },
  score: { ...column('score', 'numbers'), role: 'PREDICTION' },
  label: { ...column('label', 'anything'), role: 'LABEL' },
  ...changes,
});
const row = (features: Record<string, unknown>, changes: Partial<Observation> = {}): Observation => ({
  ...{ at: now, predictionId: null, features, prediction: undefined, score: undefined },
  ...{ latencyMs: undefined, failed: undefined, ...changes },
});

/** The columns of rows, over all times and of all rows, by name. */
function columnsOf(rows: readonly Observation[], of: Facts = facts()): Map<string, Summary> {
  const gathering = new Gathering(new Expectations(of), now);
  for (const each of rows) gathering.add(each);
  const found = new Map<string, Summary>();
  for (const { name, summary, slice } of gathering.gathered().parts.filter(part => part.slice === '')) {
    const known = found.get(name) ?? newSummary(summary.kind);
    mergeInto(known, summary);
    if (slice === '') found.set(name, known);
  }
  return found;
}

describe('rows of any kind', () => {
  const value = fc.oneof(
    fc.double(),
    fc.integer(),
    fc.string({ maxLength: 4 }),
    fc.boolean(),
    fc.constant(null),
    fc.constant([1]),
  );
  const features = fc.dictionary(fc.constantFrom('a', 'b', '__proto__', 'constructor', ''), value);

  it('are all counted: what is not valid is missing or invalid', () => {
    const rows = fc.array(fc.tuple(features, fc.integer({ min: 0, max: 400 })), { maxLength: 50 });
    const expected = [column('a', 'wholes'), column('b', 'texts'), column('c', 'booleans'), column('d', 'things')];
    fc.assert(
      fc.property(rows, fc.boolean(), (given, listed) => {
        const observed = given.map(([each, days]) => row(each, { at: now - days * grainMs.DAY }));
        for (const [name, summary] of columnsOf(observed, facts({ listed, features: listed ? expected : [] }))) {
          const { n, missing, invalid, moments, categories } = summary;
          const texts = [...categories.counts.values()].reduce((sum, each) => sum + each, categories.other);
          expect([name, missing + invalid + moments.n + texts]).toEqual([name, n]);
          expect(validCount(summary)).toBe(moments.n + texts);
          if (listed && ['a', 'b', 'c', 'd'].includes(name)) expect(n).toBe(given.length);
        }
      }),
    );
  });

  it('are the same in whatever order they come', () => {
    const shuffled = fc.array(fc.nat(), { minLength: 30, maxLength: 30 });
    fc.assert(
      fc.property(shuffled, order => {
        const rows = order.map((_, i) => row({ a: i % 7, b: `x${i % 3}` }, { at: now - i * 50_000, latencyMs: i }));
        const mixed = rows.map((each, i) => [order[i] ?? 0, each] as const).sort(([a], [b]) => a - b);
        const told = (of: readonly Observation[]) =>
          [...columnsOf(of)]
            .sort(([a], [b]) => (a < b ? -1 : 1))
            .map(([name, { n, min, max, moments }]) => [name, n, min, max, moments.sum]);
        expect(told(mixed.map(([, each]) => each))).toEqual(told(rows));
      }),
    );
  });
});

describe('a column', () => {
  it('that changes its type counts as invalid from then on', () => {
    const found = columnsOf([row({ a: null }), row({ a: 1 }), row({ a: 'one' }), row({ a: true }), row({ a: 2 })]);
    expect(found.get('a')).toMatchObject({ kind: 'NUMERIC', n: 5, missing: 1, invalid: 2 });
  });

  it('that holds NaN and infinities as texts, or as numbers too great, counts them as invalid', () => {
    const values = ['NaN', 'Infinity', '-Infinity', JSON.parse('1e999'), -0, 5];
    const found = columnsOf(
      values.map(a => row({ a })),
      facts({ listed: true, features: [column('a', 'numbers')] }),
    );
    expect(found.get('a')).toMatchObject({ n: 6, invalid: 4, min: 0, max: 5 });
    expect(Object.is(found.get('a')?.min, 0)).toBe(true);
  });

  it('with 10,000 categories keeps the most frequent, and counts all', () => {
    const rows = Array.from({ length: 20_000 }, (_, i) => row({ a: i % 2 ? 'often' : `c${i}` }));
    const { categories, n } = columnsOf(rows).get('a') ?? newSummary('CATEGORICAL');
    expect([n, categories.counts.get('often')]).toEqual([20_000, 10_000]);
    expect(categories.counts.size).toBeLessThanOrEqual(4001);
    expect([...categories.counts.values()].reduce((sum, each) => sum + each, categories.other)).toBe(20_000);
  });

  it('that nobody lists is one of few: what is in the rest is counted together', () => {
    const wide = Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`new${i}`, 1]));
    const found = columnsOf([row(wide), row({ ['x'.repeat(300)]: 1, 'a\u0000': null })]);
    expect(found.size).toBe(mostMet + 1);
    expect(found.get(otherColumns)).toMatchObject({ n: 302, missing: 1, invalid: 301 });
  });
});

it('judges numbers and texts by the reference', () => {
  const reference = gatherColumn(column('a', 'numbers'));
  for (let i = 0; i <= 100; i++) reference.add(i);
  const known = gatherColumn(column('b', 'texts'));
  known.add('web');
  const limits = { a: limitsOf(reference.summary(101)), b: limitsOf(known.summary(1)) };
  expect(limits.a).toMatchObject({ min: 0, max: 100, lowFence: -125, highFence: 225 });
  const features = [
    { ...column('a', 'numbers'), limits: limits.a },
    { ...column('b', 'texts'), limits: limits.b },
  ];
  const rows = [row({ a: -1, b: 'web' }), row({ a: 300, b: 'fax' }), row({ a: -126, b: 'fax' }), row({ a: 50, b: 5 })];
  const found = columnsOf(rows, facts({ listed: true, features }));
  expect(found.get('a')).toMatchObject({ outOfRange: 3, outliers: 2, unseen: 0 });
  expect(found.get('b')).toMatchObject({ unseen: 2, invalid: 1, outOfRange: 0 });
});

it('sums up slices beside, and keeps rows whose labels are awaited as they are', () => {
  const slices = [{ name: 'channel=web', column: 'channel', value: 'web' }];
  const gathering = new Gathering(new Expectations(facts({ slices })), now);
  gathering.add(
    row({ channel: 'web', note: 'a\u0000\ud800\\u0000' }, { predictionId: 'p1', prediction: true, latencyMs: 3 }),
  );
  gathering.add(row({ channel: 'shop' }, { failed: true }));
  const { parts, metrics, predictions, rows } = gathering.gathered();
  const of = (slice: string) =>
    parts.filter(part => part.slice === slice).map(({ name, summary }) => [name, summary.n]);
  expect(rows).toBe(2);
  expect(of('channel=web')).toEqual([
    ['channel', 1],
    ['note', 1],
    ['prediction', 1],
  ]);
  expect(of('')).toEqual([
    ['channel', 2],
    ['note', 2],
    ['prediction', 2],
  ]);
  expect(metrics.map(({ name, slice, n, sum }) => [name, slice, n, sum])).toEqual([
    ['error_rate', '', 1, 1],
    ['latency_ms', '', 1, 3],
    ['predictions', '', 1, 2],
    ['latency_ms', 'channel=web', 1, 3],
    ['predictions', 'channel=web', 1, 1],
  ]);
  const [kept] = predictions;
  expect(kept).toMatchObject({ predictionId: 'p1', number: null, text: 'true', score: null });
  expect(JSON.parse(kept?.features ?? '')).toEqual({ channel: 'web', note: 'a\ufffd\ufffd\\u0000' });
});
