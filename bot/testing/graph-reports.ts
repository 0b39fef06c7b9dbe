import type { ReportOperations, ReportView } from '../answers/report.ts';
import { type ResolversOf, remembered } from './graph-resolvers.ts';
import { named } from './graph-state.ts';

/** A report of churn, of which two points are missing. */
export const churnReport: ReportView = {
  digest: '6f1d2c3b4a5968778695a4b3c2d1e0f00112233445566778899aabbccddeeff0',
  generatedAt: '2026-11-21T05:00:00.000Z',
  coverage: 0.824,
  gaps: [
    {
      ...{ section: 'Purpose', point: 'limitations', missing: 'What it must not be used for is not told.' },
      model: { id: 'mdl_churn', name: 'churn', title: 'Churn prediction' },
      whoCanFill: [{ id: 'per_ben', name: 'Ben Okafor' }],
      assigned: null,
    },
    {
      ...{ section: 'Watching', point: 'monitors', missing: 'Nothing watches it.' },
      model: { id: 'mdl_churn', name: 'churn', title: 'Churn prediction' },
      whoCanFill: [],
      assigned: { id: 'gap_1', to: { id: 'per_ana', name: 'Ana Costa' } },
    },
  ],
};

/** How the test graph answers what is asked of reports. */
export const reportResolvers: ResolversOf<ReportOperations> = {
  ReadReport: ({ models }, { model, version }) => ({
    report: version !== '99' && (model === null || models.some(({ id }) => id === model)) ? churnReport : null,
  }),
  AssignGap: (state, { input }) => ({
    assignGap: remembered(state, input.idempotencyKey, () => {
      if (state.refuse) return { gap: null, problem: state.refuse };
      const missing = churnReport.gaps.find(({ point }) => point === input.point)?.missing ?? null;
      return { gap: { id: 'gap_2', missing, to: named(state, input.toId) }, problem: null };
    }),
  }),
};
