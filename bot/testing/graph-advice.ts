import type { AdviceOperations, AdviceView } from '../answers/advice.ts';
import type { Problem } from '../answers/shared.ts';
import { type ResolversOf, remembered } from './graph-resolvers.ts';
import { type GraphState, named } from './graph-state.ts';

type Answer = { advice: AdviceView | null; problem: Problem | null };

function moved(state: GraphState, id: string, { name, ...to }: Partial<AdviceView> & { name: string }): Answer {
  const advice = state.advice.get(id) ?? null;
  if (state.refuse) return { advice, problem: state.refuse };
  if (!advice) return { advice, problem: { __typename: 'NotFound', message: 'There is no such advice.' } };
  if (!advice.moves.includes(name))
    return { advice, problem: { __typename: 'WrongState', message: 'It was decided already.' } };
  const after = { ...advice, ...to, revision: advice.revision + 1 };
  state.advice.set(id, after);
  return { advice: after, problem: null };
}

/** How the test graph answers what is asked of advice. */
export const adviceResolvers: ResolversOf<AdviceOperations> = {
  ReadAdvice: ({ advice }, { id }) => ({ advice: advice.get(id) ?? null }),
  ReadDiscussion: ({ advice, people }, { id }) => {
    const found = advice.get(id);
    if (!found) return { advice: null };
    const talkers = people.filter(({ id: one }) => found.participants?.some(each => each.id === one));
    const evidence = [{ id: 'alr_1', title: 'Accuracy fell', evidence: { sentence: 'It is 0.84, and was 0.9.' } }];
    return { advice: { ...found, talkers, evidence } };
  },
  OpenDiscussion: (state, { input }) => ({
    openDiscussion: remembered(state, input.idempotencyKey, () =>
      moved(state, input.adviceId, {
        name: 'DISCUSS',
        ...{ state: 'DISCUSSING', discussion: input.discussion, moves: ['DECIDE'] },
      }),
    ),
  }),
  DecideAdvice: (state, { input }, me = '') => ({
    decideAdvice: remembered(state, input.idempotencyKey, () =>
      moved(state, input.adviceId, {
        name: 'DECIDE',
        ...{ state: 'DECIDED', decision: input.decision, rationale: input.rationale, moves: [] },
        decidedBy: [me, ...input.decidedWith].map(id => named(state, id)),
        decidedAt: '2026-11-21T05:00:00.000Z',
      }),
    ),
  }),
};
