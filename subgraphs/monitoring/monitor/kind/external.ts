import { invalid } from '@handoff/kit/problem';
import type { Kind } from './kind.ts';

/**
 * Alerts that an outside system raises under a name: `metric` is what Alertmanager calls alertname. Its rule stays
 * there; here it gets a runbook, a severity for alerts that say none, and people's verdicts.
 */
export const external: Kind = {
  name: 'EXTERNAL',
  takes: ['metric'],
  problem: ({ metric }) =>
    metric === null
      ? invalid('monitor.metric', 'Name the alert as the outside system does: its label "alertname".')
      : null,
  everySeconds: null,
  slow: false,
  hasHistory: false,
  rule: () => ({ op: '>', noData: 'keep' }),
  find: async () => ({ found: [], troubles: [] }),
};
