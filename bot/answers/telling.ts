import type { Named, Page, Problem } from './shared.ts';

/** A channel or person who is told of what a filter lets through. */
export interface SubscriptionView {
  id: string;
  channel: string | null;
  person: Named | null;
  filter: {
    model: { name: string } | null;
    team: { name: string } | null;
    tag: string | null;
    kinds: string[] | null;
    severity: string | null;
    environment: string | null;
  };
  createdBy: Named;
}

/** When somebody wants to be told: times of day in their zone. */
export interface PreferencesView {
  quietFrom: string | null;
  quietTo: string | null;
  digestAt: string | null;
  timeZone: string;
}

/** How delivering goes, of one deliverer. */
export interface HealthView {
  consumer: string;
  due: number;
  oldestDueAt: string | null;
  lagSeconds: number;
  dead: number;
  deliveredLastHour: number;
  retriedLastHour: number;
  rateLimitedLastHour: number;
}

/** When somebody is told, and how telling goes; null: it cannot be read just now. */
export interface TellingView {
  me: { preferences?: PreferencesView } | null;
  deliveryHealth: HealthView[] | null;
}

/** Something that was told, and to whom by which rule. */
export interface WhyView {
  kind: string;
  at: string;
  state: 'DUE' | 'LEASED' | 'DELIVERED' | 'DEAD';
  deliveredAt: string | null;
  recipients: {
    channel: string | null;
    because: string;
    explanation: string;
    notBefore: string | null;
    to: Named | null;
  }[];
}

interface SubscriptionPayload {
  subscription: SubscriptionView | null;
  problem: Problem | null;
}

/** What is asked to be let through. */
export interface FilterInput {
  model?: string;
  team?: string;
  tag?: string;
  kinds?: string[];
  severity?: string;
  environment?: string;
}

/** What the operations of operations/telling.graphql take and answer. */
export interface TellingOperations {
  ReadSubscriptions: {
    variables: Record<string, never>;
    data: { me: { id: string } | null; chatSubscriptions: SubscriptionView[] | null };
  };
  Subscribe: {
    variables: { input: { channel?: string; filter: FilterInput; idempotencyKey: string } };
    data: { subscribeChat: SubscriptionPayload | null };
  };
  Unsubscribe: {
    variables: { input: { id: string; idempotencyKey: string } };
    data: { unsubscribeChat: SubscriptionPayload | null };
  };
  ReadTelling: { variables: Record<string, never>; data: TellingView };
  SavePreferences: {
    variables: { input: Partial<PreferencesView> & { idempotencyKey: string } };
    data: { savePreferences: { preferences: PreferencesView | null; problem: Problem | null } | null };
  };
  ReadWhy: { variables: { id: string }; data: { notifications: Page<WhyView> | null } };
}
