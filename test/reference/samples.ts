import { contingency, fourfoldOf } from '@handoff/kit/statistics/contingency';
import { ksTest } from '@handoff/kit/statistics/ks-test';
import { mannWhitney } from '@handoff/kit/statistics/mann-whitney';
import { isUndefined, type OrReason, type TTest, tTests } from '@handoff/kit/statistics/t-test';
import { distanceOf } from '@handoff/kit/statistics/wasserstein';
import type { Given } from './case.ts';

type Answer = Record<string, unknown>;
type Samples = (a: number[], b: number[]) => Answer;

/** A function of two samples, undefined where one of them is empty. */
function ofSamples(names: readonly string[], work: Samples): (given: Given) => Answer {
  return given => {
    const [a, b] = [given.numbers('a'), given.numbers('b')];
    if (a.length > 0 && b.length > 0) return work(a, b);
    return { ...Object.fromEntries(names.map(name => [name, null])), reason: 'A sample is empty.' };
  };
}

function tested(found: OrReason<TTest>, df: number | null): Answer {
  if (isUndefined(found)) return { t: null, df, p: null, ciLow: null, ciHigh: null, reason: found.reason };
  return { t: found.t, df: found.df, p: found.p, ciLow: found.low, ciHigh: found.high };
}

/** The comparisons of two samples, and of tables of counts, by the name the reference gives them. */
export const sampleFunctions: Readonly<Record<string, (given: Given) => Answer>> = {
  'test.ks2': ofSamples(['d', 'pExact', 'pScipyAsymp', 'pKolmogorovLimit', 'pStephens'], (a, b) => {
    const { d, exact, asymptotic, limit, stephens } = ksTest(a, b);
    // The reference has the name of NaN here, where the effective size is rounded to 0.
    const pScipyAsymp = Number.isNaN(asymptotic) ? 'NaN' : asymptotic;
    return { d, pExact: exact, pScipyAsymp, pKolmogorovLimit: limit, pStephens: stephens };
  }),
  'test.tTest': ofSamples(['welch', 'student', 'cohenD'], (a, b) => {
    const { welch, student, cohenD } = tTests(a, b);
    return { welch: tested(welch, null), student: tested(student, a.length + b.length - 2), cohenD };
  }),
  'test.mannWhitney': ofSamples(['u1', 'pAsymp', 'auc', 'pExact'], (a, b) => {
    const { u, auc, asymptotic, exact } = mannWhitney(a, b);
    return { u1: u, pAsymp: asymptotic, auc, pExact: exact };
  }),
  'test.chi2Contingency': given => {
    const table = given.table('table');
    return { ...fourfoldOf(table), ...contingency(table) };
  },
  'test.wasserstein': ofSamples(['wasserstein', 'energy', 'normedByRefStd'], (a, b) => {
    const { wasserstein, energy, normed } = distanceOf(a, b);
    return { wasserstein, energy, normedByRefStd: normed };
  }),
};
