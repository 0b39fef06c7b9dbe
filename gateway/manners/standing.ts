import { LRUCache } from 'lru-cache';

/** How one caller's requests fared lately. */
export interface Standing {
  /** The share of them that were turned away for what they are; each counts a fiftieth. */
  refused: number;
}

/** Each request moves the share by this part of the way. */
const weight = 1 / 50;
/** A caller with more is unruly: fifteen refusals in a row, for who had none before. */
const unrulyFrom = 1 / 4;

export function isUnruly({ refused }: Standing): boolean {
  return refused > unrulyFrom;
}

export function note(standing: Standing, isRefused: boolean): void {
  standing.refused += ((isRefused ? 1 : 0) - standing.refused) * weight;
}

/** Where standings are kept, by whatever tells callers apart. */
export interface Standings {
  /** The standing of a caller, made when there is none. */
  of(key: string): Standing;
}

/** So long after its last request a standing is forgotten, in milliseconds. */
export const keptMs = 300_000;

/** Those who asked last, so many. */
export function openStandings(most: number): Standings {
  const kept = new LRUCache<string, Standing>({ max: most, ttl: keptMs, updateAgeOnGet: true });
  return {
    of(key) {
      const found = kept.get(key) ?? { refused: 0 };
      kept.set(key, found);
      return found;
    },
  };
}
