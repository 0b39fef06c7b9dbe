import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Arrival } from './plan.ts';
import { forecast, stormAbove, type Weather } from './storm.ts';

const calm: Weather = { stormId: null, recent: 0, earlier: [] };
const alerts = (count: number, kind = 'alert.fired'): Arrival[] =>
  Array.from({ length: count }, (_, i) => ({ subjectId: `alr_${i}`, destination: 'ch:C1', kind, model: null }));
const counted = (arrivals: Arrival[], weather: Partial<Weather>) => {
  const { begins, rolledUp, single, redrawn, anew } = forecast(arrivals, { ...calm, ...weather });
  return { begins, rolledUp: rolledUp.length, single: single.length, redrawn, anew: anew.length };
};
const none = { begins: false, rolledUp: 0, single: 0, redrawn: [], anew: 0 };

test.each<[string, Arrival[], Partial<Weather>, object]>([
  ['five in a minute are five cards', alerts(5), {}, { single: 5 }],
  ['the sixth begins a storm', alerts(1), { recent: 5 }, { begins: true, rolledUp: 1 }],
  ['six at once are a storm from the first', alerts(6), {}, { begins: true, rolledUp: 6 }],
  ['while it goes on, each belongs to it', alerts(1), { stormId: 'stm_1' }, { rolledUp: 1 }],
  [
    'what has a card keeps it',
    alerts(1),
    { stormId: 'stm_1', earlier: [{ subjectId: 'alr_0', stormId: null, over: false }] },
    { single: 1 },
  ],
  [
    'news of one that was rolled up draw the storm anew',
    alerts(1, 'alert.resolved'),
    { earlier: [{ subjectId: 'alr_0', stormId: 'stm_1', over: false }] },
    { redrawn: ['stm_1'] },
  ],
  [
    'after the storm, what was resolved is quiet',
    alerts(1, 'alert.resolved'),
    { earlier: [{ subjectId: 'alr_0', stormId: 'stm_1', over: true }] },
    {},
  ],
  [
    'after the storm, what nobody answered is heard',
    alerts(1, 'alert.escalated'),
    { earlier: [{ subjectId: 'alr_0', stormId: 'stm_1', over: true }] },
    { anew: 1 },
  ],
])('%s', (...[, arrivals, weather, expected]) => {
  expect(counted(arrivals, weather)).toEqual({ ...none, ...expected });
});

test('no alert that comes for the first time is lost or told twice', () => {
  const weather = fc.record({ stormId: fc.option(fc.constant('stm_1')), recent: fc.nat({ max: 9 }) });
  fc.assert(
    fc.property(fc.nat({ max: 60 }), weather, (count, { stormId, recent }) => {
      const { rolledUp, single, begins } = forecast(alerts(count), { stormId, recent, earlier: [] });
      expect(rolledUp.length + single.length).toBe(count);
      expect(single.length).toBeLessThanOrEqual(stormAbove);
      expect(begins && stormId !== null).toBe(false);
    }),
  );
});
