/** The word that is the fewest edits (insert, remove, replace, swap two neighbours) away, or null when all are more than a third of it away. */
export function nearest(word: string, words: readonly string[]): string | null {
  const [best] = words.map(candidate => ({ candidate, edits: editsBetween(word, candidate) })).sort(byEdits);
  return best && best.edits <= Math.max(2, word.length / 3) ? best.candidate : null;
}

function byEdits(a: { edits: number }, b: { edits: number }): number {
  return a.edits - b.edits;
}

/** Damerau's distance (optimal string alignment): two letters that changed places are one edit. */
function editsBetween(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (last[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? (beforeLast[j - 2] ?? replaced) + 1 : replaced;
      row.push(Math.min(replaced, swapped, (last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1));
    }
    [beforeLast, last] = [last, row];
  }
  return last[b.length] ?? 0;
}
