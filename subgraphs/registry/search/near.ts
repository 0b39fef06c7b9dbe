import type { Term } from './words.ts';

const letters = 'abcdefghijklmnopqrstuvwxyz0123456789'.split('');

/**
 * All words that are one typing error away: a letter too much, too few, another one, or two that changed places. Of
 * words of fewer than four or more than 24 letters none: they would stand for too much, or be too many.
 */
export function oneOff(word: string): Set<string> {
  if (word.length < 4 || word.length > 24) return new Set();
  const found = new Set<string>();
  for (let i = 0; i <= word.length; i++) {
    const [before, here, after] = [word.slice(0, i), word.charAt(i), word.slice(i + 1)];
    if (here !== '') found.add(before + after);
    if (after !== '') found.add(before + after.charAt(0) + here + after.slice(1));
    for (const letter of letters) {
      found.add(before + letter + here + after);
      if (here !== '') found.add(before + letter + after);
    }
  }
  found.delete(word);
  return found;
}

/** A word, the beginnings it makes, and all that is one typing error away, as a query for PostgreSQL's to_tsquery. */
export function nearQuery({ joined }: Term): string {
  return [`'${joined}'${joined.length < 3 ? '' : ':*'}`, ...[...oneOff(joined)].map(word => `'${word}'`)].join(' | ');
}
