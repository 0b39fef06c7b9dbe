import fc from 'fast-check';
import { expect, it } from 'vitest';
import { grainMs } from '../grain.ts';
import { grainsFor, keptDays, type Piece, piecesOf } from './grain.ts';

const day = grainMs.DAY;
const now = Date.parse('2026-11-21T15:30:00Z');
const at = (text: string) => Date.parse(`2026-${text}:00Z`);
const told = ({ grain, from, to }: Piece) => [grain, new Date(from).toISOString(), new Date(to).toISOString()];
const iso = (text: string) => `2026-${text}:00.000Z`;

it('takes the largest pieces that fit, and finer ones at the ends', () => {
  expect(piecesOf(at('11-19T22:10'), at('11-21T02:05'), now).map(told)).toEqual([
    ['MINUTE', iso('11-19T22:10'), iso('11-19T23:00')],
    ['HOUR', iso('11-19T23:00'), iso('11-20T00:00')],
    ['DAY', iso('11-20T00:00'), iso('11-21T00:00')],
    ['HOUR', iso('11-21T00:00'), iso('11-21T02:00')],
    ['MINUTE', iso('11-21T02:00'), iso('11-21T02:05')],
  ]);
  expect(piecesOf(at('11-21T02:05'), at('11-21T02:07'), now).map(told)).toEqual([
    ['MINUTE', iso('11-21T02:05'), iso('11-21T02:07')],
  ]);
});

it('rounds its ends outwards where the finer ones are gone', () => {
  expect(piecesOf(at('10-01T10:30'), at('10-01T12:30'), now).map(told)).toEqual([
    ['HOUR', iso('10-01T10:00'), iso('10-01T13:00')],
  ]);
  expect(piecesOf(at('03-01T10:30'), at('03-02T12:30'), now).map(told)).toEqual([
    ['DAY', iso('03-01T00:00'), iso('03-03T00:00')],
  ]);
});

it('covers any time once, without a gap, with few pieces', () => {
  const instant = fc.integer({ min: now - 400 * day, max: now + day });
  fc.assert(
    fc.property(instant, instant, (from, to) => {
      const pieces = piecesOf(from, to, now);
      expect(pieces.length > 0).toBe(from < to);
      if (from >= to) return;
      expect(pieces.length).toBeLessThanOrEqual(5);
      expect(pieces[0]?.from).toBeLessThanOrEqual(from);
      expect(pieces.at(-1)?.to).toBeGreaterThanOrEqual(to);
      for (const [i, piece] of pieces.entries()) {
        expect(piece.from).toBeLessThan(piece.to);
        expect([piece.from % grainMs[piece.grain], piece.to % grainMs[piece.grain]]).toEqual([0, 0]);
        if (i > 0) expect(piece.from).toBe(pieces[i - 1]?.to);
        // What is read was written: it is not older than what is kept.
        expect(now - piece.from).toBeLessThanOrEqual((keptDays[piece.grain] + 1) * day);
      }
    }),
    { numRuns: 2000 },
  );
});

it('reads of each piece what was written at its grain', () => {
  fc.assert(
    fc.property(fc.integer({ min: now - 399 * day, max: now }), age => {
      for (const piece of piecesOf(age, age + 60_000, now)) expect(grainsFor(age, now)).toContain(piece.grain);
    }),
    { numRuns: 1000 },
  );
});
