import fc from 'fast-check';
import { expect, it } from 'vitest';
import { nearQuery, oneOff } from './near.ts';
import { formsOf, joinedOf, queryOf, termsOf, wordsOf } from './words.ts';

it.each([
  ['card_fraud', ['card', 'fraud']],
  ['card-fraud', ['card', 'fraud']],
  ['cardFraud', ['card', 'fraud']],
  ['credit/churn.v2', ['credit', 'churn', 'v2']],
  ['Überweisung (Zürich)', ['überweisung', 'zürich']],
  ['__', []],
])('splits %s into words', (text, words) => {
  expect(wordsOf(text)).toEqual(words);
});

it.each([
  ['the fraud model', ['fraud', 'model']],
  ['it', ['it']],
  ['Fraud fraud FRAUD', ['fraud']],
  [' % _ ', []],
  [Array.from({ length: 30 }, (_, i) => `w${i}`).join(' '), Array.from({ length: 12 }, (_, i) => `w${i}`)],
  ['x'.repeat(101), []],
])('looks for the words of "%s"', (search, joined) => {
  expect(termsOf(search).map(term => term.joined)).toEqual(joined);
});

it.each([
  ['policies', 'policy'],
  ['policy', 'policies'],
  ['cards', 'card'],
  ['loss', undefined],
  ['status', undefined],
  ['ai', undefined],
])('takes %s for %s as well', (word, other) => {
  expect(formsOf(word)[1]).toBe(other);
});

it('asks for all words, each as a beginning, and for names written as one', () => {
  expect(queryOf(termsOf('card'))).toBe("('card':*)");
  expect(queryOf(termsOf('ai card'), 'A')).toBe("(('ai':A) & ('card':*A)) | ('aicard':*A)");
  expect(queryOf(termsOf('cardFraud'))).toBe("((('card':*) & ('fraud':*)) | ('cardfraud':*))");
  expect(joinedOf(termsOf('Card-Fraud score'))).toBe('cardfraudscore');
});

it('never lets a quote of the search into the query', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), search => {
      const quotes = /'[\p{L}\p{N}\p{M}]+'/gu;
      for (const query of [queryOf(termsOf(search)), ...termsOf(search).map(nearQuery)])
        expect(query.replace(quotes, '')).not.toMatch(/['\\\p{L}\p{N}]/u);
    }),
  );
});

it('knows what is one typing error away, both ways', () => {
  expect([...oneOff('fraud')]).toEqual(expect.arrayContaining(['frad', 'fruad', 'fraaud', 'freud', 'frauds']));
  expect(oneOff('fraud').has('fraud')).toBe(false);
  expect(oneOff('abc').size).toBe(0);
  const word = fc.stringMatching(/^[a-z]{5,12}$/);
  fc.assert(
    fc.property(word, fc.nat(), (right, n) => {
      const wrong = [...oneOff(right)][n % oneOff(right).size] ?? '';
      expect(oneOff(wrong).has(right)).toBe(true);
    }),
  );
});
