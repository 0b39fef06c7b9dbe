import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isId, isIdOfAnyKind, newId } from './id.ts';

const millisecond = fc.integer({ min: 0, max: 2 ** 48 - 1 });

it('makes ids that say what they are about', () => {
  const id = newId('mdl');
  expect(id).toMatch(/^mdl_[0-9a-hjkmnp-tv-z]{26}$/);
  expect(isId('mdl', id)).toBe(true);
  expect(isId('ver', id)).toBe(false);
  expect(isIdOfAnyKind(id)).toBe(true);
});

it('sorts ids by the millisecond they were made in', () => {
  fc.assert(
    fc.property(millisecond, millisecond, (a, b) => {
      fc.pre(a !== b);
      expect(newId('evt', a) < newId('evt', b)).toBe(a < b);
    }),
  );
});

it('makes a different id each time, even within one millisecond', () => {
  const many = Array.from({ length: 10_000 }, () => newId('evt', 1_700_000_000_000));
  expect(new Set(many).size).toBe(many.length);
  expect(new Set(many.map(id => id.slice(0, 13))).size).toBe(1);
});

it('sorts ids of one process within a millisecond by the order they were made in', () => {
  const many = Array.from({ length: 1000 }, () => newId('evt', 1_700_000_000_001));
  expect(many).toEqual(many.toSorted());
});

it.each([
  ['nothing', ''],
  ['a prefix alone', 'mdl_'],
  ['one character too few', `mdl_${'0'.repeat(25)}`],
  ['one character too many', `mdl_${'0'.repeat(27)}`],
  ['upper case', `mdl_${'A'.repeat(26)}`],
  ['a line break at the end', `mdl_${'0'.repeat(25)}\n`],
  ['a letter that ids do not use', `mdl_${'0'.repeat(25)}l`],
  ['another separator', `mdl-${'0'.repeat(26)}`],
])('takes %s for no id', (_, text) => {
  expect([isId('mdl', text), isIdOfAnyKind(text)]).toEqual([false, false]);
});
