import { invalid } from '@handoff/kit/problem';
import type { MonitorKind } from '../monitor.ts';
import { type Kind, kindFields } from './kind.ts';

/** A kind that this version does not evaluate: it is refused, with what can be done instead. */
export function notYet(name: MonitorKind): Kind {
  return {
    name,
    takes: kindFields,
    problem: () => {
      const mend = 'record the figure with recordMetrics and watch it with a monitor of kind METRIC.';
      return invalid('monitor.kind', `This version does not evaluate monitors of kind ${name} yet: ${mend}`);
    },
    everySeconds: null,
    slow: false,
    hasHistory: false,
    rule: () => ({ op: '>', noData: 'keep' }),
    find: async () => ({ found: [], troubles: [] }),
  };
}
