/** How often each text came, of as many as are kept; the rest is counted together. */
export interface Categories {
  counts: Map<string, number>;
  other: number;
}

/** So many texts are kept, the most frequent ones: more are no categories, and a summary stays small. */
export const mostCategories = 1000;
/** Longer texts are cut. */
const longest = 200;

export function newCategories(): Categories {
  return { counts: new Map(), other: 0 };
}

/** Counts a text, so many times. */
export function addCategory(categories: Categories, text: string, times = 1): void {
  const name = text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
  categories.counts.set(name, (categories.counts.get(name) ?? 0) + times);
  if (categories.counts.size > 4 * mostCategories) prune(categories);
}

/** Adds what others counted. As long as there are not too many texts in all, the counts are exact. */
export function addCategories(into: Categories, other: Categories): void {
  for (const [text, times] of other.counts) addCategory(into, text, times);
  into.other += other.other;
}

/** Keeps the most frequent texts, among equals the first by their letters. */
export function prune(categories: Categories): void {
  if (categories.counts.size <= mostCategories) return;
  const sorted = [...categories.counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
  categories.counts = new Map(sorted.slice(0, mostCategories));
  for (const [, times] of sorted.slice(mostCategories)) categories.other += times;
}
