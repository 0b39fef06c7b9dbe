import type { PreferencesView, SubscriptionView, TellingOperations } from '../answers/telling.ts';
import { type ResolversOf, remembered } from './graph-resolvers.ts';
import { type GraphState, named } from './graph-state.ts';

const wishes: PreferencesView = { quietFrom: null, quietTo: null, digestAt: null, timeZone: 'UTC' };
const health = {
  ...{ consumer: 'slack', due: 0, oldestDueAt: null, lagSeconds: 0, dead: 0 },
  ...{ deliveredLastHour: 12, retriedLastHour: 0, rateLimitedLastHour: 1 },
};

function subscription(
  state: GraphState,
  { channel, filter }: TellingOperations['Subscribe']['variables']['input'],
  me: string | undefined,
): SubscriptionView {
  const { model, team, tag = null, kinds = null, severity = null, environment = null } = filter;
  const made: SubscriptionView = {
    id: `sub_${state.telling.subscriptions.size + 1}`,
    channel: channel ?? null,
    person: channel === undefined ? named(state, me) : null,
    filter: {
      model: model ? { name: model } : null,
      team: team ? { name: team } : null,
      tag,
      kinds,
      severity,
      environment,
    },
    createdBy: named(state, me),
  };
  state.telling.subscriptions.set(made.id, made);
  return made;
}

/** The operations about who is told of what and when. */
export const tellingResolvers: ResolversOf<TellingOperations> = {
  ReadSubscriptions: ({ telling }, _, me) => ({
    me: { id: me ?? '' },
    chatSubscriptions: [...telling.subscriptions.values()],
  }),
  Subscribe: (state, { input }, me) => ({
    subscribeChat: remembered(state, input.idempotencyKey, () => ({
      subscription: state.refuse ? null : subscription(state, input, me),
      problem: state.refuse,
    })),
  }),
  Unsubscribe: ({ telling: { subscriptions } }, { input }) => {
    const found = subscriptions.get(input.id) ?? null;
    subscriptions.delete(input.id);
    const problem = found ? null : { __typename: 'NotFound' as const, message: 'There is no such subscription.' };
    return { unsubscribeChat: { subscription: found, problem } };
  },
  ReadTelling: ({ telling }, _, me) => ({
    me: { preferences: telling.preferences.get(me ?? '') ?? wishes },
    deliveryHealth: [health],
  }),
  SavePreferences: ({ telling }, { input }, me) => {
    const { idempotencyKey: _, ...change } = input;
    const preferences = { ...wishes, ...telling.preferences.get(me ?? ''), ...change };
    telling.preferences.set(me ?? '', preferences);
    return { savePreferences: { preferences, problem: null } };
  },
  ReadWhy: ({ telling }, { id }) => {
    const nodes = telling.why.get(id) ?? [];
    return { notifications: { totalCount: nodes.length, nodes } };
  },
};
