/** A source of numbers from 0 to 1, 1 excluded. */
export type Random = () => number;

/** A source of numbers that is the same at every run with one seed: xorshift of 32 bits (Marsaglia 2003). */
export function seeded(seed: number): Random {
  let state = seed | 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 4_294_967_296;
  };
}

/** One of a list. Throws a TypeError when the list is empty. */
export function pick<T>(list: readonly T[], random: Random): T {
  if (list.length === 0) throw new TypeError('There is nothing to pick from.');
  return list[Math.floor(random() * list.length)] as T;
}

/** A whole number from 0 to below most. */
export function below(most: number, random: Random): number {
  return Math.floor(random() * most);
}
