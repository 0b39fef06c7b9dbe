import fc from 'fast-check';
import { expect, it } from 'vitest';
import { highlightsOf } from './highlight.ts';
import { termsOf } from './words.ts';

const shown = (search: string, text: string, near = false) =>
  highlightsOf([{ label: 'title', text }], { terms: termsOf(search), near });

it.each([
  ['fraud', 'Card fraud', 'title: Card **fraud**'],
  ['fraud', 'card_fraud', 'title: card_**fraud**'],
  ['card fraud', 'cardFraud score', 'title: **cardFraud** score'],
  ['fraud score', 'cardFraudScore', 'title: card**FraudScore**'],
  ['polic', 'Policies of 2026', 'title: **Policies** of 2026'],
  ['policies', 'The policy', 'title: The **policy**'],
  ['fraud', '**fraud**\n\n<b>fraud</b>', 'title: **fraud** <b>**fraud**</b>'],
])('shows %s in %s', (search, text, highlight) => {
  expect(shown(search, text)).toEqual([highlight]);
});

it('shows the piece around the first word that fits, from word to word', () => {
  const [piece = ''] = shown('needle', `${'hay '.repeat(100)}needle ${'straw '.repeat(100)}`);
  expect(piece).toMatch(/^title: … (hay )+\*\*needle\*\* (straw )+/);
  expect(piece.length).toBeLessThan(160);
});

it('shows what is written alike when that was looked for, and five pieces at most', () => {
  expect(shown('fruad', 'Card fraud')).toEqual([]);
  expect(shown('fruad', 'Card fraud', true)).toEqual(['title: Card **fraud**']);
  const many = Array.from({ length: 9 }, (_, i) => ({ label: 'tag', text: `fraud ${i}` }));
  expect(highlightsOf(many, { terms: termsOf('fraud'), near: false })).toHaveLength(5);
});

it('has no asterisks but those around words, and no line ends', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), text => {
      for (const piece of shown('a b', `a ${text} b`)) {
        expect(piece.replace(/\*\*[^*]+\*\*/g, '')).not.toMatch(/[*\n\r\t]/);
        expect(piece.replaceAll('*', '')).not.toMatch(/\p{Cc}/u);
      }
    }),
  );
});
