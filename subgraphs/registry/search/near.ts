import type { Term } from './words.ts';

const letters = 'abcdefghijklmnopqrstuvwxyz0123456789'.split('');

/**
 * All words that are one typing error away: a letter too much, too few, another one, or two that changed places. Of
 * words of fewer than four or more than 24 letters none: they would stand for too much, or be too many.
 */
export function oneOff(word: string): Set<string> {
  const signs = [...word];
  if (signs.length < 4 || signs.length > 24) return new Set();
  const found = new Set(signs.flatMap((_, i) => changedAt(signs, i)));
  for (const letter of letters) found.add(word + letter);
  found.delete(word);
  return found;
}

/** What a word becomes by one error at a place: something left out, changed, put before it, or changed places with the next. */
function changedAt(signs: readonly string[], at: number): string[] {
  const [before, here, next = '', after] = [
    signs.slice(0, at).join(''),
    signs[at],
    signs[at + 1],
    signs.slice(at + 2).join(''),
  ];
  return [
    before + next + after,
    before + next + here + after,
    ...letters.flatMap(letter => [before + letter + next + after, before + letter + here + next + after]),
  ];
}

/** A word, the beginnings it makes, and all that is one typing error away, as a query for PostgreSQL's to_tsquery. */
export function nearQuery({ joined }: Term): string {
  return [`'${joined}'${joined.length < 3 ? '' : ':*'}`, ...[...oneOff(joined)].map(word => `'${word}'`)].join(' | ');
}
