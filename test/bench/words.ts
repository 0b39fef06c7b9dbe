/** Numbers from 0 to 1 that are the same in every run. */
export function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

const syllables = 'ba ce di fo gu ha je ki lo mu na pe qui ro su ta ve wi xo zu'.split(' ');

/** Six thousand words that mean nothing. */
export const vocabulary: readonly string[] = Array.from(
  { length: 6000 },
  (_, i) =>
    [i, Math.floor(i / 20), Math.floor(i / 400)].map(part => syllables[part % 20]).join('') + (i % 3 === 0 ? 'n' : ''),
);

/** A text of so many words, the frequent ones often and the rare ones seldom, as in texts that people write. */
export function prose(random: () => number, words: number): string {
  return Array.from({ length: words }, () => vocabulary[Math.floor(6000 * random() ** 3)]).join(' ');
}
