import { grown, type Held, slope } from '@handoff/bench/faults/steady';
import { expect, test } from 'vitest';

// A process that was looked at every half minute.
const held = (of: (minutes: number) => Pick<Held, 'megabytes' | 'descriptors'>): Held[] =>
  Array.from({ length: 25 }, (_, i) => ({ minutes: i / 2, ...of(i / 2) }));

test.each([
  ['as much as before', 0, 200],
  ['1.5 MB a minute more', 1.5, 200],
  ['less and less', -0.25, 300],
])('memory that is %s grows by so much, whatever it swings', (_, perMinute, base) => {
  const swinging = held(minutes => ({
    megabytes: base + perMinute * minutes + (minutes % 1 === 0 ? 4 : -4),
    descriptors: 30,
  }));
  expect(slope(swinging, ({ megabytes }) => megabytes)).toBeCloseTo(perMinute, 0);
});

test('descriptors that are lost one by one are counted, and those of a moment are not', () => {
  const lost = held(minutes => ({ megabytes: 1, descriptors: 30 + minutes }));
  expect(grown(lost)).toBe(8);
  const passing = held(minutes => ({ megabytes: 1, descriptors: minutes === 11 ? 90 : 30 }));
  expect(grown(passing)).toBe(0);
});
