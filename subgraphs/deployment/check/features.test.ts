import { expect, it } from 'vitest';
import { type AvailabilityFacts, type FeatureFacts, featuresAvailable } from './features.ts';

const there = { environment: 'production', available: true, dtype: 'double' };

/** An input called income, of type double, that is read from a shared feature with these reports. */
function read(...availability: AvailabilityFacts[]): FeatureFacts {
  return { name: 'income', dtype: 'double', definition: { name: 'income', availability } };
}
const apart: FeatureFacts = { name: 'amount', dtype: 'double', definition: null };
const renamed: FeatureFacts = { ...read(), definition: { name: 'customer.income', availability: [] } };

it.each<[string, FeatureFacts[], boolean, string]>([
  ['nothing', [], true, 'It reads no shared feature, so there is none that could be missing.'],
  ['only inputs of its own', [apart], true, 'It reads no shared feature, so there is none that could be missing.'],
  ['one that is there', [read(there)], true, 'Its shared feature can be read in production.'],
  ['one under another name of its type', [read({ ...there, dtype: 'float64' })], true, 'Its shared feature'],
  ['two', [read(there), read(there)], true, 'All 2 shared features can be read in production.'],
  [
    'one beside an input of its own',
    [read(there), apart],
    true,
    'Not looked at, because no shared feature is named for them: 1 more.',
  ],
  ['one that nobody reported', [read()], false, 'income: nobody has reported it.'],
  [
    'one that was reported elsewhere',
    [read({ ...there, environment: 'staging' })],
    false,
    'income: nobody has reported it.',
  ],
  ['one that is not there', [read({ ...there, available: false })], false, 'income: it was reported as not available.'],
  [
    'one of another type',
    [read({ ...there, dtype: 'string' })],
    false,
    'income: it is string there, double is needed.',
  ],
  [
    'one of a narrower type',
    [read({ ...there, dtype: 'float' })],
    false,
    'income: it is float there, double is needed.',
  ],
  [
    'one of a type that was not told',
    [read({ ...there, dtype: null })],
    false,
    'income: it was reported without its type, double is needed.',
  ],
  [
    'one that is called otherwise',
    [renamed],
    false,
    'income (shared feature customer.income): nobody has reported it.',
  ],
  [
    'many',
    [1, 2, 3, 4, 5, 6, 7].map(n => ({ ...read(), name: `f${n}` })),
    false,
    'f5 (shared feature income): nobody has reported it and 2 more.',
  ],
])('reading %s passes: %s', (...[, features, passed, detail]) => {
  const found = featuresAvailable(features, 'production');
  expect(found).toMatchObject({ passed, detail: expect.stringContaining(detail) });
});
