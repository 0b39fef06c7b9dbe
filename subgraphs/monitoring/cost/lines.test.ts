import { describe, expect, it } from 'vitest';
import { type CostLine, judgeCosts } from './recording.ts';

const sound: CostLine = {
  from: new Date('2026-03-01T00:00:00Z'),
  to: new Date('2026-03-11T00:00:00Z'),
  amount: 1,
  currency: 'EUR',
};

describe('the lines of a batch', () => {
  it.each([
    ['a sound one', {}, null],
    ['nothing spent', { amount: 0 }, null],
    ['400 days', { to: new Date('2027-04-05T00:00:00Z') }, null],
    ['more than 400 days', { to: new Date('2027-04-05T00:00:00.001Z') }, '400 days'],
    ['an end before the begin', { to: new Date('2026-02-01T00:00:00Z') }, 'later than "from"'],
    ['no time at all', { to: sound.from }, 'later than "from"'],
    ['a negative amount', { amount: -0.01 }, 'negative'],
    ['too great an amount', { amount: 1e13 }, 'too great'],
    ['a small currency', { currency: 'eur' }, 'ISO 4217'],
    ['no currency', { currency: 'EURO' }, 'ISO 4217'],
    ['another currency', { currency: 'CHF' }, 'in EUR'],
    ['a long item', { item: 'x'.repeat(201) }, '200 are the most'],
    ['a NUL character', { environment: 'a\u0000' }, 'NUL'],
  ])('are judged: %s', (...[, changes, reason]) => {
    const { accepted, rejected } = judgeCosts([{ ...sound, ...changes }], 'EUR');
    expect(accepted).toHaveLength(reason ? 0 : 1);
    if (reason) expect(rejected).toEqual([{ index: 0, reason: expect.stringContaining(reason) }]);
  });

  it('are in the currency of the first one that makes sense when none is known', () => {
    const [bad, first, other] = [{ ...sound, amount: -1, currency: 'USD' }, sound, { ...sound, currency: 'CHF' }];
    expect(judgeCosts([bad, first, other], null)).toMatchObject({
      accepted: [first],
      rejected: [{ index: 0 }, { index: 2 }],
      currency: 'EUR',
    });
  });
});
