import type { HandoverOperations, HandoverView, ReviewedContent, SectionView } from '../answers/handover.ts';
import type { Named, Problem } from '../answers/shared.ts';
import { type ResolversOf, remembered } from './graph-resolvers.ts';
import { type GraphState, named, notifyOf } from './graph-state.ts';

const at = '2026-11-21T05:00:00.000Z';
const names = ['FEATURES', 'LABELS', 'ASSUMPTIONS', 'TRAINING_DATA', 'CHANGE_HISTORY', 'DOCUMENTATION'];

/** What is reviewed of the test graph's version. */
export const reviewed: ReviewedContent = {
  algorithm: 'gradient boosted trees',
  framework: 'xgboost 2.1.0',
  changeNote: 'Tenure is counted in months now.',
  parent: { version: '2' },
  features: [
    { name: 'tenure', dtype: 'double', required: true, unit: 'months', sensitive: false },
    { name: 'postcode', dtype: 'string', required: false, unit: null, sensitive: true },
  ],
  labels: [{ name: 'leaves', dtype: 'boolean', description: 'Within 90 days.' }],
  assumptions: [{ text: 'Contracts last a year.', status: 'BROKEN' }],
  trainingData: [{ purpose: 'TRAINING', dataset: { name: 'contracts', rows: 120_000 } }],
  documents: [],
  card: { completeness: 0.8, missing: ['LIMITATIONS'] },
};

/** A handover of churn 3 that Ana offers to Ben. It is told to Ben. */
export function offerHandover(state: GraphState, changes: Partial<HandoverView> = {}): HandoverView {
  const handover: HandoverView = {
    id: `hov_${state.handovers.size + 1}`,
    revision: 1,
    state: 'OFFERED',
    version: { version: '3', model: { id: 'mdl_churn', name: 'churn', title: 'Churn prediction' } },
    from: named(state, 'per_ana'),
    to: named(state, 'per_ben'),
    ...{ note: null, closingNote: null, offeredAt: '2026-11-21T04:15:00.000Z', dueAt: null },
    ...{ answeredAt: null, answeredBy: null, digest: 'h1', stands: true },
    sections: names.map(section => ({ section, verdict: 'OPEN', by: null, comments: [] })),
    moves: ['REVIEW', 'RETURN', 'WITHDRAW'],
    ...changes,
  };
  state.handovers.set(handover.id, handover);
  tellOfHandover(state, handover.id, 'handover.offered');
  return handover;
}

/** Makes a notification due: Ben is told, and Ana once it is answered. */
export function tellOfHandover(state: GraphState, id: string, kind: string): void {
  const people = kind === 'handover.offered' ? ['per_ben'] : ['per_ben', 'per_ana'];
  notifyOf(state, { kind, about: { handover: { id } }, people, channels: [] });
}

type Answer = { handover: HandoverView | null; problem: Problem | null };

interface Move {
  name: string;
  kind: string;
  /** The digest or the revision that was shown; left out where it does not matter. */
  digest?: string | undefined;
  revision?: number | undefined;
  to: (before: HandoverView) => Partial<HandoverView>;
}

function moved(state: GraphState, id: string, { name, kind, digest, revision, to }: Move): Answer {
  const handover = state.handovers.get(id) ?? null;
  if (state.refuse) return { handover, problem: state.refuse };
  if (!handover) return { handover, problem: { __typename: 'NotFound', message: 'There is no such handover.' } };
  if (!handover.moves.includes(name))
    return { handover, problem: { __typename: 'WrongState', message: 'It was answered already.' } };
  if (revision !== undefined && revision !== handover.revision)
    return { handover, problem: { __typename: 'Conflict', message: 'It changed.', reason: 'STALE_REVISION' } };
  if (digest !== undefined && digest !== handover.digest)
    return { handover, problem: { __typename: 'Conflict', message: 'It changed.', reason: 'EVIDENCE_CHANGED' } };
  const after = { ...handover, ...to(handover), revision: handover.revision + 1 };
  state.handovers.set(id, after);
  tellOfHandover(state, id, kind);
  return { handover: after, problem: null };
}

interface Review {
  section: string;
  verdict?: SectionView['verdict'];
  comment?: string;
}

function afterReview(before: HandoverView, by: Named, review: Review): Partial<HandoverView> {
  const sections = before.sections.map(each => {
    if (each.section !== review.section) return each;
    const comments = review.comment ? [...each.comments, { at, by, text: review.comment }] : each.comments;
    return { ...each, ...(review.verdict && { verdict: review.verdict, by }), comments };
  });
  const all = sections.every(({ verdict }) => verdict === 'ACCEPTED');
  return { state: 'IN_REVIEW', sections, moves: [...(all ? ['ACCEPT'] : []), 'REVIEW', 'RETURN', 'WITHDRAW'] };
}

/** How the test graph answers what is asked of handovers. */
export const handoverResolvers: ResolversOf<HandoverOperations> = {
  ReadHandover: ({ handovers }, { id }) => ({ handover: handovers.get(id) ?? null }),
  ReadReview: ({ handovers }, { id }) => {
    const handover = handovers.get(id);
    return { handover: handover ? { ...handover, content: reviewed } : null };
  },
  OfferHandover: (state, { input }, me) => ({
    offerHandover: remembered(state, input.idempotencyKey, () => {
      if (state.refuse) return { handover: null, problem: state.refuse };
      const { toId, version, note = null } = input;
      const model = { id: 'mdl_churn', name: 'churn', title: 'Churn prediction' };
      const changes = { from: named(state, me), to: named(state, toId), version: { version, model }, note };
      return { handover: offerHandover(state, changes), problem: null };
    }),
  }),
  ReviewSection: (state, { input }, me) => ({
    reviewHandover: remembered(state, input.idempotencyKey, () =>
      moved(state, input.handoverId, {
        ...{ name: 'REVIEW', kind: 'handover.reviewed', revision: input.revision },
        to: before => afterReview(before, named(state, me), input),
      }),
    ),
  }),
  AnswerHandover: (state, { input }, me) => ({
    answerHandover: remembered(state, input.idempotencyKey, () =>
      moved(state, input.handoverId, {
        name: input.accept ? 'ACCEPT' : 'RETURN',
        kind: input.accept ? 'handover.accepted' : 'handover.returned',
        digest: input.digest,
        to: () => ({
          state: input.accept ? 'ACCEPTED' : 'RETURNED',
          ...{ answeredAt: at, answeredBy: named(state, me), closingNote: input.comment ?? null, moves: [] },
        }),
      }),
    ),
  }),
  WithdrawHandover: (state, { input }) => ({
    withdrawHandover: remembered(state, input.idempotencyKey, () =>
      moved(state, input.handoverId, {
        ...{ name: 'WITHDRAW', kind: 'handover.withdrawn' },
        to: () => ({ state: 'WITHDRAWN', moves: [] }),
      }),
    ),
  }),
};

/** The handovers that wait for this person, and those they offered. */
export function handoversAround({ handovers }: GraphState, me: string | undefined) {
  const open = [...handovers.values()].filter(({ state }) => state === 'OFFERED' || state === 'IN_REVIEW');
  return { handovers: open.filter(({ to }) => to.id === me), offers: open.filter(({ from }) => from.id === me) };
}
