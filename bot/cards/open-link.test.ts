import fc from 'fast-check';
import { expect, test } from 'vitest';
import { expectFit, nasty } from '../testing/cards.ts';
import { safe } from '../text.ts';
import { context, type Shown } from './blocks.ts';
import { withOpenLink } from './open-link.ts';

const card = (foot: string): Shown => ({ text: 'A card.', blocks: [context(foot)] });

test('a link is added at the foot, and only where there is room and an address', () => {
  expect(JSON.stringify(withOpenLink(card('asg_1'), 'https://a.example/models/x').blocks)).toContain(
    'asg_1 · <https://a.example/models/x|Open>',
  );
  const long = card('x'.repeat(1990));
  expect(withOpenLink(long, 'https://a.example/models/x')).toEqual(long);
  expect(withOpenLink(card('asg_1'), 'javascript:alert(1)')).toEqual(card('asg_1'));
  expect(withOpenLink({ text: 'x', blocks: [] }, 'https://a.example/')).toEqual({ text: 'x', blocks: [] });
});

test('any foot still fits', () => {
  fc.assert(
    fc.property(nasty, nasty, (foot, name) => {
      expectFit(
        withOpenLink(
          card(safe(foot, 1999) || 'x'),
          `https://a.example/models/${encodeURIComponent(name.replace(/[\uD800-\uDFFF]/g, ''))}`,
        ),
      );
    }),
  );
});
