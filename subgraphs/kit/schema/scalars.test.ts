import { parseValue } from 'graphql';
import { expect, it } from 'vitest';
import { DateTime, namesOf } from './scalars.ts';

const codeOrTime = (value: unknown) => {
  try {
    return DateTime.parseValue(value).toISOString();
  } catch (error) {
    return (error as { extensions?: { code?: string } }).extensions?.code;
  }
};

it.each([
  ['2026-11-21T09:00:00Z', '2026-11-21T09:00:00.000Z'],
  ['2026-11-21T09:00:00.123456Z', '2026-11-21T09:00:00.123Z'],
  ['2026-11-21T09:00Z', '2026-11-21T09:00:00.000Z'],
  ['2026-11-21T09:00:00+05:30', '2026-11-21T03:30:00.000Z'],
  ['2026-11-21t09:00:00z', '2026-11-21T09:00:00.000Z'],
  ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00.000Z'],
  ['0001-01-01T00:00:00Z', '0001-01-01T00:00:00.000Z'],
  ['9999-12-31T23:59:59.999Z', '9999-12-31T23:59:59.999Z'],
])('reads %s as a time', (text, time) => {
  expect(codeOrTime(text)).toBe(time);
});

it.each([
  ['2026-11-21'],
  ['2026-11-21T09:00:00'],
  ['2026-11-21 09:00:00Z'],
  ['2026-13-01T00:00:00Z'],
  ['2026-02-30T00:00:00Z'],
  ['2026-02-29T12:00:00+01:00'],
  ['2026-04-31T00:00:00-05:00'],
  ['2026-11-21T25:00:00Z'],
  ['2026-11-21T09:61:00Z'],
  ['2026-11-21T09:00:00+99:00'],
  ['0000-01-01T00:00:00Z'],
  ['9999-12-31T23:59:59-01:00'],
  ['tomorrow'],
  [''],
  [1_700_000_000],
  [null],
  [{}],
  [{ toString: 1 }],
])('refuses %s as no time', value => {
  expect(codeOrTime(value)).toBe('BAD_USER_INPUT');
});

it('reads literals as it reads variables, and no numbers', () => {
  expect(DateTime.parseLiteral(parseValue('"2026-11-21T09:00:00Z"')).toISOString()).toBe('2026-11-21T09:00:00.000Z');
  expect(() => DateTime.parseLiteral(parseValue('1700000000'))).toThrow(/RFC 3339/);
});

it('writes times in UTC with milliseconds, from dates and from texts', () => {
  expect(DateTime.serialize(new Date(0))).toBe('1970-01-01T00:00:00.000Z');
  expect(DateTime.serialize('2026-11-21T09:00:00+01:00')).toBe('2026-11-21T08:00:00.000Z');
});

it("names an enum's values by themselves", () => {
  expect(namesOf(['A', 'B'])).toEqual({ A: 'A', B: 'B' });
});
