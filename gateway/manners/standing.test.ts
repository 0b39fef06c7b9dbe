import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isUnruly, note, openStandings } from './standing.ts';

const after = (...answers: boolean[]) => {
  const standing = { refused: 0 };
  for (const each of answers) note(standing, each);
  return standing;
};
const times = (count: number, isRefused: boolean) => Array<boolean>(count).fill(isRefused);

it.each([
  ['nothing', [], false],
  ['14 refusals in a row', times(14, true), false],
  ['15', times(15, true), true],
  ['half of many', times(200, true).map((_, n) => n % 2 === 0), true],
  ['a tenth of many', times(500, true).map((_, n) => n % 10 === 0), false],
  ['only refusals, and then what is right 68 times', [...times(500, true), ...times(68, false)], true],
  ['70 times', [...times(500, true), ...times(70, false)], false],
])('after %s', (_, answers, unruly) => {
  expect(isUnruly(after(...answers))).toBe(unruly);
});

it('is a share, whatever comes', () => {
  fc.assert(
    fc.property(fc.array(fc.boolean(), { maxLength: 2_000 }), answers => {
      const { refused } = after(...answers);
      expect(refused >= 0 && refused <= 1).toBe(true);
    }),
  );
});

it('keeps so many, those who asked last', () => {
  const standings = openStandings(2);
  note(standings.of('a'), true);
  note(standings.of('b'), true);
  standings.of('a');
  standings.of('c');
  expect([standings.of('a'), standings.of('b')]).toEqual([{ refused: 0.02 }, { refused: 0 }]);
});
