import type { PreferencesView, SubscriptionView, WhyView } from '../answers/telling.ts';

/** What the test graph remembers of who is told of what and when. */
export interface TellingState {
  subscriptions: Map<string, SubscriptionView>;
  preferences: Map<string, PreferencesView>;
  why: Map<string, WhyView[]>;
}

/** Nobody subscribed and nobody wishes anything. */
export function freshTelling(): TellingState {
  return { subscriptions: new Map(), preferences: new Map(), why: new Map() };
}
