import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { heldUntil, type Preferred, type Told } from './hold.ts';

const always: Preferred = { quietFrom: null, quietTo: null, digestAt: null, timeZone: 'Europe/Zurich' };
const quiet = { ...always, quietFrom: '19:00', quietTo: '08:00' };
const digest = { ...always, digestAt: '09:00' };
const both = { ...quiet, digestAt: '09:00' };
const asked: Told = { because: 'ASKED_TO_ANSWER', critical: false, reminder: false };
const known: Told = { ...asked, because: 'SUBSCRIBED' };
const critical: Told = { ...asked, critical: true };
const reminder: Told = { ...asked, reminder: true };

// 2026-11-30 is a Monday; Zurich is an hour ahead of UTC in winter.
describe.each<[string, Preferred, Told, string, string | null]>([
  ['no wishes', always, asked, '2026-11-30T23:00:00Z', null],
  ['by day', quiet, asked, '2026-11-30T12:00:00Z', null],
  ['at night, until morning', quiet, asked, '2026-11-30T20:30:10Z', '2026-12-01T07:00:00Z'],
  ['after midnight', quiet, asked, '2026-12-01T03:00:00Z', '2026-12-01T07:00:00Z'],
  ['as the quiet begins', quiet, asked, '2026-11-30T18:00:00Z', '2026-12-01T07:00:00Z'],
  ['as it ends', quiet, asked, '2026-12-01T07:00:00Z', null],
  ['at night, what is critical', both, critical, '2026-11-30T20:30:00Z', null],
  ['at night, for the digest', both, asked, '2026-11-30T20:30:00Z', '2026-12-01T08:00:00Z'],
  ['by day with a digest, what is asked', digest, asked, '2026-11-30T12:00:00Z', null],
  ['by day with a digest, what is only to be known', digest, known, '2026-11-30T12:00:00Z', '2026-12-01T08:00:00Z'],
  ['just before the digest', digest, known, '2026-11-30T07:59:59Z', '2026-11-30T08:00:00Z'],
  ['in the minute of the digest', digest, known, '2026-11-30T08:00:20Z', '2026-12-01T08:00:00Z'],
  ['over the night the clocks go back', quiet, asked, '2026-10-24T22:00:00Z', '2026-10-25T07:00:00Z'],
  ['over the night they go on', quiet, asked, '2026-03-28T22:00:00Z', '2026-03-29T06:00:00Z'],
  ['a reminder in working hours', always, reminder, '2026-11-30T09:00:00Z', null],
  ['a reminder in the evening', always, reminder, '2026-11-30T18:00:00Z', '2026-12-01T08:00:00Z'],
  ['a reminder on Friday evening', always, reminder, '2026-12-04T18:00:00Z', '2026-12-07T08:00:00Z'],
  [
    'a reminder to who sleeps long',
    { ...always, quietFrom: '01:00', quietTo: '11:00' },
    reminder,
    '2026-12-05T18:00:00Z',
    '2026-12-07T10:00:00Z',
  ],
])('%s', (...[, preferred, told, now, until]) => {
  it('waits until the right time', () => {
    expect(heldUntil(preferred, told, new Date(now))?.getTime() ?? null).toBe(until && Date.parse(until));
  });
});

it('holds nothing into the past nor for longer than a day, whatever is wished', () => {
  const time = fc
    .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
    .map(parts => parts.map(each => String(each).padStart(2, '0')).join(':'));
  const wished = fc.record({
    quietFrom: time,
    quietTo: time,
    digestAt: fc.option(time),
    timeZone: fc.constantFrom('UTC', 'Europe/Zurich', 'America/St_Johns', 'Pacific/Kiritimati', 'Australia/Lord_Howe'),
  });
  const at = fc.date({ min: new Date('2026-01-01'), max: new Date('2028-01-01'), noInvalidDate: true });
  fc.assert(
    fc.property(wished, at, fc.constantFrom(asked, known, critical), (preferred, now, told) => {
      const until = heldUntil(preferred, told, now);
      const hours = until === null ? 1 : (until.getTime() - now.getTime()) / 3_600_000;
      expect(hours).toBeGreaterThan(0);
      expect(hours).toBeLessThanOrEqual(26);
    }),
  );
});
