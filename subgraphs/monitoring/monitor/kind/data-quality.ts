import { invalid } from '@handoff/kit/problem';
import { type QualityMetric, qualityFindings, qualityMetrics } from '../../quality/findings.ts';
import type { Kind } from './kind.ts';
import { everySeconds, ofThing, questionOf } from './over-observed.ts';
import { badSide, percent, thresholdProblem } from './words.ts';

/**
 * How many fields of what was observed are broken: more is missing, invalid, out of range, unseen or an outlier than in
 * training, or the unit is another; or, where `metric` names a share, the greatest of it.
 */
export const dataQuality: Kind = {
  name: 'DATA_QUALITY',
  takes: ['metric', 'feature', 'slice', 'comparator', 'threshold'],
  filled: ({ metric, comparator, threshold }) => ({
    comparator: comparator ?? 'AT_MOST',
    threshold: threshold ?? (metric === null ? 0 : null),
  }),
  problem(set) {
    const { metric, comparator } = set;
    if (metric !== null && !qualityMetrics.some(name => name === metric)) {
      return invalid('monitor.metric', `"${metric}" is no share: give ${qualityMetrics.join(', ')}, or leave it out.`);
    }
    if (comparator === 'AT_LEAST') return invalid('monitor.comparator', 'Few broken values are good: say AT_MOST.');
    return thresholdProblem(set);
  },
  everySeconds,
  slow: true,
  hasHistory: true,
  rule: ({ comparator }) => ({ op: badSide(comparator), noData: 'keep' }),
  async find({ db }, looks) {
    const questions = looks.map(look => ({
      ...questionOf(look),
      feature: look.monitor.feature,
      metric: look.monitor.metric as QualityMetric | null,
    }));
    const found = await qualityFindings(db, questions, new Date());
    return {
      found: found.map(({ sentence, value, ...thing }) => {
        const monitor = looks[thing.place]?.monitor;
        const shown = monitor?.metric && value !== null;
        const most = ` The greatest share is ${percent(value ?? 0)}; at most ${percent(monitor?.threshold ?? 0)} may be.`;
        return { ...ofThing(thing), value, sentence: () => `${sentence}${shown ? most : ''}` };
      }),
      troubles: [],
    };
  },
};
