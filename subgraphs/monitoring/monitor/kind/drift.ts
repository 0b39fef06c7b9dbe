import { invalid, type Problem } from '@handoff/kit/problem';
import { filled, referenceProblem } from '../../drift/against.ts';
import { type DriftMetric, driftFindings, driftMetrics } from '../../drift/findings.ts';
import { shownNumber } from '../../number.ts';
import type { Monitor, Reference } from '../monitor.ts';
import type { Kind } from './kind.ts';
import { everySeconds, ofThing, questionOf } from './over-observed.ts';
import { badSide, mustBe, thresholdProblem } from './words.ts';

/**
 * How many columns of what was observed differ from a reference, called with distance, significance and enough rows; or,
 * where `metric` names a distance, the greatest of it. The training profile is the reference, unless another is named.
 */
export const drift: Kind = {
  name: 'DRIFT',
  takes: ['metric', 'feature', 'slice', 'comparator', 'threshold', 'reference'],
  filled: ({ metric, comparator, threshold, reference }) => ({
    comparator: comparator ?? 'AT_MOST',
    threshold: threshold ?? (metric === null ? 0 : null),
    reference: reference === null ? null : filled(reference),
  }),
  problem(set) {
    const { metric, comparator, reference } = set;
    if (metric !== null && !driftMetrics.some(name => name === metric)) {
      return invalid('monitor.metric', `"${metric}" is no distance: give ${driftMetrics.join(', ')}, or leave it out.`);
    }
    if (comparator === 'AT_LEAST') return invalid('monitor.comparator', 'Small differences are good: say AT_MOST.');
    return thresholdProblem(set) ?? (reference === null ? null : ofReference(reference));
  },
  everySeconds,
  slow: true,
  hasHistory: true,
  rule: ({ comparator }) => ({ op: badSide(comparator), noData: 'keep' }),
  async find({ db }, looks) {
    const questions = looks.map(look => ({
      ...questionOf(look),
      feature: look.monitor.feature,
      metric: look.monitor.metric as DriftMetric | null,
      reference: look.monitor.reference,
    }));
    const found = await driftFindings(db, questions, new Date());
    return {
      found: found.map(({ sentence, value, histogram, ...thing }) => ({
        ...ofThing(thing),
        value,
        sentence: () => said(looks[thing.place]?.monitor, sentence, value),
        ...(histogram.length > 0 && { picture: { histogram: [...histogram] } }),
      })),
      troubles: [],
    };
  },
};

function ofReference(reference: Reference): Problem | null {
  const problem = referenceProblem(reference);
  return problem?.kind === 'InvalidInput' ? { ...problem, field: `monitor.${problem.field}` } : problem;
}

function said(monitor: Monitor | undefined, sentence: string, value: number | null): string {
  if (!monitor || monitor.metric === null || value === null) return sentence;
  const must = mustBe(monitor.comparator, shownNumber(monitor.threshold ?? 0));
  return `${sentence} The greatest ${monitor.metric} is ${shownNumber(value)}; ${must}.`;
}
