import fc from 'fast-check';
import { expect, it } from 'vitest';
import { instantOf } from './instant.ts';

it.each([
  ['2026-11-21T09:00:00Z', '2026-11-21T09:00:00.000Z'],
  ['2026-11-21T09:00:00.123456+01:00', '2026-11-21T08:00:00.123Z'],
  ['2024-02-29t00:00z', '2024-02-29T00:00:00.000Z'],
])('%s is an instant', (text, expected) => {
  expect(new Date(instantOf(text) ?? 0).toISOString()).toBe(expected);
});

it.each([
  ...['2026-02-29T00:00:00Z', '2100-02-29T00:00:00Z', '2026-04-31T00:00:00Z', '2026-13-01T00:00:00Z'],
  ...['2026-00-10T00:00:00Z', '2026-01-00T00:00:00Z', '2026-11-21', '2026-11-21T09:00:00', '', 'now'],
  ...['0001-01-01T00:00:00+01:00', '2026-11-21T25:00:00Z'],
])('%s is none', text => {
  expect(instantOf(text)).toBeNull();
});

it('knows every day of the calendar', () => {
  fc.assert(
    fc.property(fc.date({ min: new Date('0001-01-02'), max: new Date('9999-12-30'), noInvalidDate: true }), date => {
      expect(instantOf(date.toISOString())).toBe(date.getTime());
    }),
  );
});
