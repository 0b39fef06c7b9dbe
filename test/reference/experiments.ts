import { cuped } from '@handoff/deployment/experiment/statistics/cuped';
import {
  powerOfMeans,
  sampleSizeOfMeans,
  sampleSizeOfProportions,
} from '@handoff/deployment/experiment/statistics/power';
import { compareProportions } from '@handoff/deployment/experiment/statistics/proportion';
import { ratioOf, zTest } from '@handoff/deployment/experiment/statistics/ratio';
import { confidenceSequence, mixtureTest } from '@handoff/deployment/experiment/statistics/sequential';
import { sampleRatio } from '@handoff/deployment/experiment/statistics/srm';
import { covarianceOf, momentsOf } from '@handoff/kit/statistics/moments';
import { benjaminiHochberg, benjaminiYekutieli, bonferroni, holm } from '@handoff/kit/statistics/multiple-testing';
import type { Given } from './case.ts';
import { type Answer, undefinedAs } from './undefined.ts';

const proportionFields = ['diff', 'z', 'p', 'waldCi', 'wilson1', 'wilson2', 'newcombeCi', 'lift', 'liftDeltaCi'];
const cupedFields = [
  'theta',
  'meanA',
  'meanB',
  'varA',
  'varB',
  't',
  'df',
  'p',
  'ci',
  'pUnadjusted',
  'varianceReduction',
];
const sequenceFields = ['rho', 'halfWidth', 'ci', 'logE', 'p'];

function twoProportions(given: Given): Answer {
  const [control, treatment] = [1, 2].map(i => ({ successes: given.number(`x${i}`), n: given.number(`n${i}`) }));
  if (!control?.n || !treatment?.n) return undefinedAs('An arm has nobody.', proportionFields);
  const found = compareProportions(control, treatment, given.number('alpha', 0.05));
  const [wilson1, wilson2] = found.wilson;
  return {
    ...{ diff: found.difference, z: found.z, p: found.p, waldCi: found.wald, wilson1, wilson2 },
    ...{ newcombeCi: found.newcombe, lift: found.lift, liftDeltaCi: found.liftInterval },
    ...(found.z === null ? { reason: 'All succeeded in both arms, or none: there is no spread.' } : {}),
  };
}

function confidence(given: Given): Answer {
  const [nA, nB] = [given.number('nA'), given.number('nB')];
  const difference = given.number('meanB') - given.number('meanA');
  const variance = given.number('varA') / nA + given.number('varB') / nB;
  if (!(variance > 0)) return undefinedAs('Nothing varies.', sequenceFields);
  const of = { alpha: given.number('alpha', 0.05), tuning: given.number('tuning', 5_000) };
  const { low, high, ...found } = confidenceSequence({ difference, variance, n: nA + nB }, of);
  return { ...found, ci: [low, high] };
}

function mixture(given: Given): Answer {
  const looks = given.table('looks').map(([meanA = 0, varA = 0, nA = 1, meanB = 0, varB = 0, nB = 1]) => ({
    difference: meanB - meanA,
    variance: varA / nA + varB / nB,
  }));
  const alpha = given.number('alpha', 0.05);
  const found = mixtureTest(looks, { tau2: given.number('tau2'), alpha });
  const firstReject = found.findIndex(({ pAlwaysValid }) => pAlwaysValid <= alpha);
  return {
    looks: found.map(({ low, high, ...look }) => ({ ...look, ci: [low, high] })),
    firstReject: firstReject < 0 ? null : firstReject,
  };
}

function adjusted(given: Given): Answer {
  const arm = (which: string) => ({ before: given.numbers(`pre${which}`), after: given.numbers(`post${which}`) });
  const found = cuped(arm('A'), arm('B'));
  if (!found) return undefinedAs('Nothing varies, or an arm has fewer than two.', cupedFields);
  const [a, b] = found.arms;
  const { t, df, p, low, high } = found.adjusted;
  return {
    ...{ theta: found.theta, meanA: a.mean, meanB: b.mean, varA: a.variance, varB: b.variance },
    ...{ t, df, p, ci: [low, high], pUnadjusted: found.unadjusted.p, varianceReduction: found.varianceReduction },
  };
}

function sampleSizes(given: Given): Answer {
  const certainty = { alpha: given.number('alpha', 0.05), power: given.number('power', 0.8) };
  const { pooled, unpooled } = sampleSizeOfProportions(given.number('p1'), given.number('p2'), certainty);
  return {
    ...{ nPooledExact: pooled, nPooled: Math.ceil(pooled) },
    ...{ nUnpooledExact: unpooled, nUnpooled: Math.ceil(unpooled) },
  };
}

function sampleSize(given: Given): Answer {
  const [alpha, mde, variance] = [given.number('alpha', 0.05), given.number('mde'), given.number('sd') ** 2];
  const n = sampleSizeOfMeans(variance, mde, { alpha, power: given.number('power', 0.8) });
  return { nExact: n, n: Math.ceil(n), powerAtN1000: powerOfMeans(mde, { variance, n: 1000, alpha }) };
}

function ratioMetric(given: Given): Answer {
  const [a, b] = ['A', 'B'].map(which => {
    const [top, below] = [given.numbers(`num${which}`), given.numbers(`den${which}`)];
    const [ofTop, ofBelow] = [momentsOf(top), momentsOf(below)];
    return ratioOf({
      ...{ n: top.length, numerator: ofTop.mean, denominator: ofBelow.mean, covariance: covarianceOf(top, below) },
      ...{ numeratorVariance: ofTop.variance ?? 0, denominatorVariance: ofBelow.variance ?? 0 },
    });
  });
  const found = a && b ? zTest(b.ratio - a.ratio, a.variance + b.variance, 0.05) : null;
  return {
    ...{ ratioA: a?.ratio ?? null, ratioB: b?.ratio ?? null, varA: a?.variance ?? null, varB: b?.variance ?? null },
    ...{ z: found?.z ?? null, p: found?.p ?? null },
    ...(found ? {} : { reason: 'Nothing varies, or a denominator adds up to 0.' }),
  };
}

/** The statistics of experiments, by the name the reference gives them. */
export const experimentFunctions: Readonly<Record<string, (given: Given) => Answer>> = {
  'ab.twoProportions': twoProportions,
  'ab.srm': given => ({
    ...sampleRatio(given.numbers('observed'), given.numbers('weights'), given.number('threshold', 0.001)),
  }),
  'ab.confidenceSequence': confidence,
  'ab.msprt': mixture,
  'ab.cuped': adjusted,
  'ab.sampleSizeProportions': sampleSizes,
  'ab.sampleSizeMeans': sampleSize,
  'ab.multipleTesting': given => {
    const p = given.numbers('p');
    return { bonferroni: bonferroni(p), holm: holm(p), bh: benjaminiHochberg(p), by: benjaminiYekutieli(p) };
  },
  'ab.ratioMetric': ratioMetric,
};
