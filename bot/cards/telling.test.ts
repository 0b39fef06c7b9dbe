import fc from 'fast-check';
import { expect, test } from 'vitest';
import { controlsIn, expectFit, nasty } from '../testing/cards.ts';
import { safe } from '../text.ts';
import { askAction } from './model.ts';
import { digestCard, noteShown, stormCard } from './telling.ts';

const said = nasty.map(text => `Now: ${safe(text, 1200) || 'nothing'}`);
const counted = fc.record({ model: fc.option(nasty), alerts: fc.nat({ max: 5000 }) });

test('any storm fits into Slack', () => {
  const storms = fc.record({
    beganAt: fc.constant('2026-11-30T04:15:00Z'),
    endedAt: fc.constantFrom(null, '2026-11-30T04:25:00Z'),
    alerts: fc.nat({ max: 100_000 }),
    models: fc.array(counted, { minLength: 1, maxLength: 10 }),
    newest: fc.array(said, { maxLength: 5 }),
  });
  fc.assert(fc.property(storms, storm => expectFit(stormCard(storm))));
});

test('any digest fits into Slack, and has one control', () => {
  fc.assert(
    fc.property(fc.array(said, { minLength: 1, maxLength: 30 }), latest => {
      const card = digestCard(latest);
      expectFit(card);
      expect(controlsIn(card.blocks)).toEqual([askAction]);
    }),
  );
});

test('any note fits into Slack', () => {
  const kinds = fc.constantFrom('REMINDED' as const, 'ESCALATED' as const, 'UNDELIVERED' as const);
  fc.assert(
    fc.property(kinds, fc.option(nasty), said, (kind, detail, latest) =>
      expectFit(noteShown(kind, { detail, latest })),
    ),
  );
});
