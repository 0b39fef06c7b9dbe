import {
  chiSquareOf,
  floored,
  hellinger,
  jensenShannonDivergence,
  lInfinity,
  psi,
  sharesOf,
} from '@handoff/monitoring/drift/distance';
import { countsOn, quantileEdges } from '@handoff/monitoring/drift/edges';
import type { Given } from './case.ts';
import { type Answer, reasoned, undefinedAs } from './undefined.ts';

type Shares = readonly [p: number[], q: number[]];

/** What becomes of a share of 0 before logarithms are taken, by the name the reference gives it. */
function zeroPolicy(name: string, counts: readonly number[]): number[] {
  const [kind, size = ''] = name.split(':');
  const shares = sharesOf(counts);
  if (kind === 'none') return shares;
  if (kind === 'floor') return floored(shares, Number(size));
  if (kind === 'evidently') return fillZeroes(shares);
  if (kind !== 'laplace') throw new Error(`"${name}" is no zero policy.`);
  const more = Number(size);
  const total = counts.reduce((sum, count) => sum + count, 0) + more * counts.length;
  return counts.map(count => (count + more) / total);
}

/** As Evidently 0.7 does it: 0 becomes 0.0001, or a millionth of the smallest share where that is no larger. */
export function fillZeroes(shares: readonly number[]): number[] {
  const smallest = Math.min(...shares.filter(share => share > 0));
  const floor = smallest <= 1e-4 ? smallest / 1e6 : 1e-4;
  return shares.map(share => (share === 0 ? floor : share));
}

/** KL(p‖q) of what is scaled to add up to 1, in nats; infinite where only q is 0. */
export function relativeEntropy(p: readonly number[], q: readonly number[]): number {
  const [first, second] = [sharesOf(p), sharesOf(q)];
  return first.reduce((sum, a, i) => sum + (a > 0 ? a * Math.log(a / (second[i] ?? 0)) : 0), 0);
}

export function totalVariation([p, q]: Shares): number {
  return p.reduce((sum, a, i) => sum + Math.abs(a - (q[i] ?? 0)), 0) / 2;
}

const countFields = ['psi', 'klRefCur', 'jsDistE', 'jsDist2', 'hellinger', 'tvd', 'linf', 'chi2', 'chi2P', 'chi2Dof'];

function fromCounts(given: Given): Answer {
  const [ref, cur] = [given.numbers('ref'), given.numbers('cur')];
  const tested = chiSquareOf(ref, cur);
  if (!tested) return undefinedAs('The reference or the current has no rows.', countFields);
  const policy = given.text('zeroPolicy', 'floor:0.0001');
  const [filledP, filledQ] = [zeroPolicy(policy, ref), zeroPolicy(policy, cur)];
  const [p, q] = [sharesOf(ref), sharesOf(cur)];
  const divergence = jensenShannonDivergence(p, q);
  return {
    ...{ psi: psi(filledP, filledQ), klRefCur: relativeEntropy(filledP, filledQ) },
    ...{ jsDistE: Math.sqrt(divergence), jsDist2: Math.sqrt(divergence / Math.LN2), hellinger: hellinger(p, q) },
    ...{ tvd: totalVariation([p, q]), linf: lInfinity(p, q) },
    ...{ chi2: tested.chi2, chi2P: tested.p, chi2Dof: tested.dof },
  };
}

function psiQuantile(given: Given): Answer {
  const [ref, cur] = [given.cells('ref'), given.cells('cur')];
  const [sortedRef, sortedCur] = [ref, cur].map(values => Float64Array.from(known(values)).sort());
  if (ref.length === 0 || cur.length === 0 || !sortedRef || !sortedCur) {
    return undefinedAs('The reference or the current has no rows.', ['psi', 'edges', 'refCounts', 'curCounts']);
  }
  const edges = quantileEdges(sortedRef, given.number('bins', 10));
  const refCounts = [...countsOn(edges, sortedRef), ref.length - sortedRef.length];
  const curCounts = [...countsOn(edges, sortedCur), cur.length - sortedCur.length];
  const [p, q] = [refCounts, curCounts].map(counts => floored(sharesOf(counts), given.number('floor', 1e-4)));
  return { psi: psi(p ?? [], q ?? []), edges, refCounts, curCounts };
}

function known(values: readonly (number | null)[]): number[] {
  return values.filter(value => value !== null && !Number.isNaN(value)) as number[];
}

/** Distances and tests of drift, by the name the reference gives them. */
export const driftFunctions: Readonly<Record<string, (given: Given) => Answer>> = {
  'drift.fromCounts': given => reasoned(fromCounts(given), 'It has no value for these counts.'),
  'drift.psiQuantile': psiQuantile,
};
