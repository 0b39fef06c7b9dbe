/** The word that is the fewest edits (insert, remove, replace) away, or null when all are more than a third of it away. */
export function nearest(word: string, words: readonly string[]): string | null {
  const [best] = words.map(candidate => ({ candidate, edits: editsBetween(word, candidate) })).sort(byEdits);
  return best && best.edits <= Math.max(2, word.length / 3) ? best.candidate : null;
}

function byEdits(a: { edits: number }, b: { edits: number }): number {
  return a.edits - b.edits;
}

/** Levenshtein's distance, one row of its table at a time. */
function editsBetween(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (letter === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
