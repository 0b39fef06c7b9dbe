import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dayMs } from '../grain.ts';
import {
  amountWithin,
  type CostSpan,
  costByDay,
  costOf,
  forecastOf,
  monthOf,
  periodOf,
  periodProblem,
} from './cost.ts';

const at = (text: string) => new Date(text.length === 10 ? `${text}T00:00:00Z` : `${text}Z`);
const period = (from: string, to: string) => ({ from: at(from), to: at(to) });
const span = (from: string, to: string, amount: number): CostSpan => ({ ...period(from, to), amount, lines: 1 });

describe('the calendar month of an instant', () => {
  it.each([
    ['2026-11-21T09:30:00', '2026-11-01', '2026-12-01'],
    ['2026-12-31T23:59:59.999', '2026-12-01', '2027-01-01'],
    ['2027-01-01T00:00:00', '2027-01-01', '2027-02-01'],
    ['2028-02-29T12:00:00', '2028-02-01', '2028-03-01'],
    ['2026-03-29T01:30:00', '2026-03-01', '2026-04-01'],
  ])('%s is from %s to %s', (instant, from, to) => {
    expect(monthOf(at(instant))).toEqual(period(from, to));
  });
});

describe('the period that is meant', () => {
  const now = at('2026-11-21T09:00:00');
  it.each([
    [null, null, '2026-11-01', '2026-11-21T09:00:00'],
    ['2026-10-05', null, '2026-10-05', '2026-11-21T09:00:00'],
    [null, '2026-10-05', '2026-10-01', '2026-10-05'],
    [null, '2026-10-01', '2026-09-01', '2026-10-01'],
    ['2026-01-01', '2026-02-01', '2026-01-01', '2026-02-01'],
  ] as const)('from %s to %s is from %s to %s', (...[from, to, begins, ends]) => {
    expect(periodOf({ from: from && at(from), to: to && at(to) }, now)).toEqual(period(begins, ends));
  });

  it.each([
    ['2026-01-01', '2026-01-02', true],
    ['2026-01-01', '2027-02-05', true],
    ['2026-01-01', '2027-02-06', false],
    ['2026-01-02', '2026-01-02', false],
    ['2026-01-03', '2026-01-02', false],
  ])('from %s to %s makes sense: %s', (from, to, sound) => {
    expect(periodProblem(period(from, to)) === null).toBe(sound);
  });
});

describe('an amount spread evenly over its time', () => {
  it.each([
    ['all of it', span('2026-11-01', '2026-11-11', 100), period('2026-10-01', '2026-12-01'), 100],
    ['a tenth', span('2026-11-01', '2026-11-11', 100), period('2026-11-03', '2026-11-04'), 10],
    ['what lies in the month', span('2026-10-22', '2026-11-11', 200), period('2026-11-01', '2026-12-01'), 100],
    ['a leap day', span('2028-02-01', '2028-03-01', 29), period('2028-02-29', '2028-03-01'), 1],
    [
      'an hour of a day without summer time',
      span('2026-03-29', '2026-03-30', 24),
      period('2026-03-29', '2026-03-29T01:00:00'),
      1,
    ],
    ['nothing before', span('2026-11-01', '2026-11-02', 5), period('2026-10-01', '2026-11-01'), 0],
    ['nothing after', span('2026-11-01', '2026-11-02', 5), period('2026-11-02', '2026-12-01'), 0],
  ])('gives %s', (...[, spent, within, amount]) => {
    expect(amountWithin(spent, within)).toBeCloseTo(amount, 12);
  });

  it('is cut at midnight UTC, counts lines, and leaves days without cost out', () => {
    const spans = [
      span('2026-10-31T12:00:00', '2026-11-01T12:00:00', 10),
      span('2026-11-03', '2026-11-04', 7),
      { ...span('2026-11-03', '2026-11-04', 3), lines: 4 },
    ];
    expect(costByDay(spans, period('2026-11-01', '2026-12-01'))).toEqual([
      { at: at('2026-11-01'), value: 5, n: 1 },
      { at: at('2026-11-03'), value: 10, n: 5 },
    ]);
  });

  it('adds up over its days to what was spent, wherever it begins and ends', () => {
    const begin = fc.integer({ min: Date.UTC(2020, 0), max: Date.UTC(2032, 0) });
    const length = fc.integer({ min: 1, max: 400 * dayMs });
    const amount = fc.double({ min: 0, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(begin, length, amount, (...[from, ms, spent]) => {
        const whole: CostSpan = { from: new Date(from), to: new Date(from + ms), amount: spent, lines: 1 };
        const days = costByDay([whole], { from: new Date(from - 5 * dayMs), to: new Date(from + ms + 5 * dayMs) });
        const sum = days.reduce((total, day) => total + day.value, 0);
        expect(Math.abs(sum - spent)).toBeLessThanOrEqual(1e-9 * Math.max(1, spent));
        expect(days.every(day => day.at.getTime() % dayMs === 0 && day.n === 1)).toBe(true);
      }),
    );
  });

  it('adds up over months to what it is over the whole time', () => {
    const spent = span('2027-11-15T07:00:00', '2028-04-03T19:00:00', 1234.56);
    const months = ['2027-11', '2027-12', '2028-01', '2028-02', '2028-03', '2028-04'].map(month =>
      monthOf(at(`${month}-01`)),
    );
    const sum = months.reduce((total, month) => total + amountWithin(spent, month), 0);
    expect(sum).toBeCloseTo(1234.56, 9);
  });
});

describe('the forecast for this month', () => {
  const spent = [span('2026-11-01', '2026-11-11', 100)];
  it.each([
    ['a third of the month has passed', period('2026-11-01', '2026-11-11'), '2026-11-11', 300],
    ['the period reaches beyond now', period('2026-11-01', '2026-12-01'), '2026-11-11', 300],
    ['only what is past counts', period('2026-11-01', '2026-12-01'), '2026-11-06', 300],
    ['a whole day has passed', period('2026-11-01', '2026-11-02'), '2026-11-02', 300],
    ['no whole day has passed', period('2026-11-01', '2026-11-01T23:59:00'), '2026-11-01T23:59:00', null],
    ['the period is another month', period('2026-11-01', '2026-12-01'), '2026-12-05', null],
    ['the period begins later', period('2026-11-02', '2026-11-11'), '2026-11-11', null],
    ['the period goes beyond the month', period('2026-11-01', '2026-12-02'), '2026-11-11', null],
  ])('when %s', (...[, asked, now, forecast]) => {
    const found = forecastOf(spent, { period: asked, now: at(now), since: at('2026-11-01') });
    expect(found === null ? null : Math.round(found * 1e6) / 1e6).toBe(forecast);
  });

  it('is unknown when nothing was recorded so far', () => {
    const later = [span('2026-11-20', '2026-11-21', 5)];
    const of = { period: period('2026-11-01', '2026-12-01'), now: at('2026-11-11') };
    expect(forecastOf(later, { ...of, since: at('2026-11-20') })).toBeNull();
    expect(forecastOf([], { ...of, since: null })).toBeNull();
  });
});

describe('a forecast goes on with', () => {
  const november = { period: period('2026-11-01', '2026-12-01'), since: at('2026-09-01') };
  it.each<[string, CostSpan[], string, number | null]>([
    [
      'the pace of the last 7 days',
      [span('2026-11-01', '2026-11-14', 13), span('2026-11-14', '2026-11-21', 70)],
      '2026-11-21',
      83 + 10 * 10,
    ],
    ['that of the month before, on its first day', [span('2026-10-01', '2026-11-02', 64)], '2026-11-02', 60],
    [
      'that of the month before, while nothing of this one is billed',
      [span('2026-10-01', '2026-11-01', 62)],
      '2026-11-03',
      60,
    ],
    ['days without costs among the last 7', [span('2026-11-19', '2026-11-20', 7)], '2026-11-21', 7 + 11],
    ['what is billed, where bills come late', [span('2026-11-01', '2026-11-20', 19)], '2026-11-22', 30],
    ['nothing where all that is known is older', [span('2026-11-01', '2026-11-10', 9)], '2026-11-18', null],
  ])('%s', (...[, spans, now, forecast]) => {
    const found = forecastOf(spans, { ...november, now: at(now) });
    expect(found === null ? null : Math.round(found * 1e6) / 1e6).toBe(forecast);
  });

  it('the days since costs began, where these are fewer', () => {
    const since = at('2026-11-19');
    const of = { period: november.period, now: at('2026-11-21'), since };
    expect(forecastOf([span('2026-11-19', '2026-11-21', 20)], of)).toBeCloseTo(20 + 10 * 10, 9);
  });
});

describe('the cost of a period', () => {
  const spans = [span('2026-10-01', '2026-11-01', 31), span('2026-11-01', '2026-11-11', 50)];
  const of = { now: at('2026-11-11'), currency: 'EUR', since: at('2026-10-01') };
  it.each([
    ['this month so far', period('2026-11-01', '2026-11-11'), 200, { amount: 50, burn: 0.25, forecast: 150 }],
    ['a month that is over', period('2026-10-01', '2026-11-01'), 62, { amount: 31, burn: 0.5, forecast: null }],
    ['without a budget', period('2026-11-01', '2026-11-11'), null, { amount: 50, burn: null }],
    ['over two months', period('2026-10-01', '2026-11-11'), 200, { amount: 81, burn: null, forecast: null }],
    ['within a month', period('2026-10-02', '2026-10-03'), 200, { amount: 1, burn: null, forecast: null }],
    ['without costs', period('2026-09-01', '2026-10-01'), 200, { amount: 0, burn: null, forecast: null, points: [] }],
  ])('is right for %s', (...[, asked, budget, expected]) => {
    const { amount, forecast, billed, billedAmount, ...cost } = costOf(spans, { ...of, period: asked, budget });
    const rounded = {
      ...cost,
      amount: Math.round(amount * 1e9) / 1e9,
      forecast: forecast && Math.round(forecast * 1e9) / 1e9,
    };
    expect(rounded).toMatchObject({ ...expected, budget, currency: 'EUR' });
  });
});
