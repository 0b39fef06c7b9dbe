import { chiSquaredTail } from '@handoff/kit/statistics/chi-squared';
import { contingency, fourfoldOf } from '@handoff/kit/statistics/contingency';
import { ksTest } from '@handoff/kit/statistics/ks-test';
import { momentsOf } from '@handoff/kit/statistics/moments';
import { distanceOf } from '@handoff/kit/statistics/wasserstein';
import { hellinger, jensenShannonDivergence, lInfinity, psi, sharesOf } from '@handoff/monitoring/drift/distance';
import type { Given } from './case.ts';
import { fillZeroes, relativeEntropy } from './drift.ts';
import { type Answer, reasoned, undefinedAs } from './undefined.ts';

// What Evidently and NannyML answer, reproduced to compare with; the product uses none of it.

type Samples<T> = readonly [reference: T[], current: T[]];

/** Edges of bins of one width over values of which there is one at least, as numpy makes them. */
function evenEdges(values: readonly number[], width: number): number[] {
  let [low, high] = extremes(values);
  const bins = width > 0 ? Math.ceil((high - low) / width) : 1;
  if (low === high) [low, high] = [low - 0.5, high + 0.5];
  return Array.from({ length: bins + 1 }, (_, i) => (i === bins ? high : low + (i * (high - low)) / bins));
}

function extremes(values: readonly number[]): [number, number] {
  return values.reduce<[number, number]>(
    ([low, high], value) => [Math.min(low, value), Math.max(high, value)],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  );
}

/** Sturges 1926: as many bins as log₂ of the values, and one. */
function sturgesEdges(values: readonly number[]): number[] {
  const [low, high] = extremes(values);
  return evenEdges(values, (high - low) / (Math.log2(values.length) + 1));
}

/** Doane 1976: more bins for values that are skewed. */
function doaneEdges(values: readonly number[]): number[] {
  const [low, high] = extremes(values);
  const { n, mean, variance } = momentsOf(values);
  const sigma = Math.sqrt(((variance ?? 0) * (n - 1)) / n);
  if (n <= 2 || !(sigma > 0)) return evenEdges(values, 0);
  const spread = Math.sqrt((6 * (n - 2)) / ((n + 1) * (n + 3)));
  const skew = values.reduce((sum, value) => sum + ((value - mean) / sigma) ** 3, 0) / n;
  return evenEdges(values, (high - low) / (1 + Math.log2(n) + Math.log2(1 + Math.abs(skew) / spread)));
}

/** How many values are from each edge up to the next; the last bin has its upper edge too. */
function histogram(edges: readonly number[], values: readonly number[]): number[] {
  const counts = new Array<number>(edges.length - 1).fill(0);
  const last = edges.at(-1) ?? 0;
  for (const value of values) {
    const bin = value === last ? counts.length - 1 : edges.findIndex((_, i) => value < (edges[i + 1] ?? Number.NaN));
    if (value >= (edges[0] ?? 0) && bin >= 0 && bin < counts.length) counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return counts;
}

function countsBy<T>(keys: readonly T[], values: readonly T[]): number[] {
  const counts = new Map<T, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return keys.map(key => counts.get(key) ?? 0);
}

function shares(counts: readonly number[], of: number): number[] {
  return counts.map(count => count / of);
}

function sharedBins<T>([ref, cur]: Samples<T>): { p: number[]; q: number[]; expected: number[]; observed: number[] } {
  const keys = [...new Set([...ref, ...cur])];
  const [ofRef, ofCur] = [countsBy(keys, ref), countsBy(keys, cur)];
  const expected = ofRef.map(count => (count * cur.length) / ref.length);
  return { p: shares(ofRef, ref.length), q: shares(ofCur, cur.length), expected, observed: ofCur };
}

function evenBins([ref, cur]: Samples<number>, edges: readonly number[]): { p: number[]; q: number[] } {
  return { p: shares(histogram(edges, ref), ref.length), q: shares(histogram(edges, cur), cur.length) };
}

function scores(p: number[], q: number[]): Answer {
  const [filledP, filledQ] = [fillZeroes(p), fillZeroes(q)];
  const js = Math.sqrt(jensenShannonDivergence(sharesOf(p), sharesOf(q)));
  return { psi: psi(filledP, filledQ), kl: relativeEntropy(filledP, filledQ), bins: p.length, js };
}

function evidentlyNumbers(samples: Samples<number>): Answer {
  const [ref, cur] = samples;
  const all = [...ref, ...cur];
  const { p, q } = new Set(ref).size > 20 ? evenBins(samples, sturgesEdges(all)) : sharedBins(samples);
  const fine = evenBins(samples, sturgesEdges([...new Set(all)]));
  const { exact, asymptotic } = ksTest(ref, cur);
  return {
    ...scores(p, q),
    hellinger: hellinger(fine.p, fine.q),
    wassersteinNormed: distanceOf(ref, cur).normed,
    ksP: Math.max(ref.length, cur.length) <= 10_000 ? exact : asymptotic,
  };
}

function evidentlyTexts(samples: Samples<string>): Answer {
  const { p, q, expected, observed } = sharedBins(samples);
  const chi2 = observed.reduce((sum, count, i) => sum + (count - (expected[i] ?? 0)) ** 2 / (expected[i] ?? 0), 0);
  return { ...scores(p, q), hellinger: hellinger(p, q), chisquareP: chiSquaredTail(chi2, observed.length - 1) };
}

function nannyNumbers([ref, cur]: Samples<number>): Answer {
  const edges = doaneEdges(ref);
  const counted = histogram(edges, cur);
  const inside = counted.reduce((sum, count) => sum + count, 0);
  const p = shares([...histogram(edges, ref), 0], ref.length);
  const q = shares([...counted, cur.length - inside], cur.length);
  const { ksD, wasserstein } = { ksD: ksTest(ref, cur).d, wasserstein: distanceOf(ref, cur).wasserstein };
  return { ...nannyScores(p, q), ksD, wasserstein, refBins: edges.length - 1 };
}

function nannyScores(p: number[], q: number[]): Answer {
  return { js: Math.sqrt(jensenShannonDivergence(p, q) / Math.LN2), hellinger: hellinger(p, q) };
}

function nannyTexts([ref, cur]: Samples<string>): Answer {
  const keys = [...new Set(ref)];
  const [ofRef, ofCur] = [countsBy(keys, ref), countsBy(keys, cur)];
  const unseen = cur.length - ofCur.reduce((sum, count) => sum + count, 0);
  const all = [...new Set([...ref, ...cur])];
  const [allRef, allCur] = [countsBy(all, ref), countsBy(all, cur)];
  const { chi2, p } = contingency([allRef, allCur]);
  const fourfold = fourfoldOf([allRef, allCur]);
  return {
    ...nannyScores(shares([...ofRef, 0], ref.length), shares([...ofCur, unseen], cur.length)),
    linf: lInfinity(shares(allRef, ref.length), shares(allCur, cur.length)),
    ...{ chi2: fourfold?.chi2Yates ?? chi2, chi2P: fourfold?.pYates ?? p },
  };
}

interface Peer {
  numbers: (samples: Samples<number>) => Answer;
  texts: (samples: Samples<string>) => Answer;
  fields: readonly string[];
}

/** Both drop what is missing or infinite first. */
function ofPeer({ numbers, texts, fields }: Peer): (given: Given) => Answer {
  return given => {
    const isNumeric = given.text('kind') === 'num';
    const present = <T>(values: readonly (T | null)[]) => values.filter(value => value !== null) as T[];
    const finite = (name: string) => given.numbers(name).filter(Number.isFinite);
    const samples = ['ref', 'cur'].map(name => (isNumeric ? finite(name) : present(given.texts(name))));
    if (samples.some(({ length }) => length === 0)) return undefinedAs('A sample is empty.', fields);
    const answer = isNumeric ? numbers(samples as never) : texts(samples as never);
    return reasoned(answer, 'The samples are too large for the exact test, or all values are the same.');
  };
}

/** What two other tools answer, by the name the reference gives it. */
export const peerFunctions: Readonly<Record<string, (given: Given) => Answer>> = {
  'drift.evidently': ofPeer({
    numbers: evidentlyNumbers,
    texts: evidentlyTexts,
    fields: ['psi', 'kl', 'bins', 'js', 'hellinger', 'wassersteinNormed', 'ksP', 'chisquareP'],
  }),
  'drift.nannyml': ofPeer({
    numbers: nannyNumbers,
    texts: nannyTexts,
    fields: ['js', 'hellinger', 'ksD', 'wasserstein', 'refBins', 'linf', 'chi2', 'chi2P'],
  }),
};
