import type { Named, Problem } from './shared.ts';

/** Somebody, or a channel, that must be told. */
export interface RecipientView {
  /** A channel that is told as such: `#name` or an id. */
  channel: string | null;
  because: string;
  explanation: string;
  /** Not before then: quiet hours, digest, or working hours. RFC 3339. */
  notBefore: string | null;
  to: {
    __typename: string;
    id: string;
    slackUserId?: string | null;
    email?: string;
    slackChannel?: string | null;
  } | null;
}

/** One thing somebody must be told; it is about one of its subjects, or about something without a card. */
export interface NotificationView {
  id: string;
  kind: string;
  attempt: number;
  traceparent: string | null;
  model: { title: string } | null;
  assignment: { id: string } | null;
  promotion: { id: string } | null;
  alert: { id: string } | null;
  handover: { id: string } | null;
  gap: { id: string } | null;
  advice: { id: string } | null;
  experiment: { id: string } | null;
  recipients: RecipientView[];
}

/** What became of a notification. */
export interface DeliveryOutcome {
  id: string;
  attempt: number;
  delivered: boolean;
  reason?: string;
  /** When it is due again; the graph decides where it is absent. */
  retryAfterSeconds?: number;
  rateLimited?: number;
}

/** What the bot says of what it took over. */
export interface DeliveryReport {
  consumer: string;
  waiting: number;
  oldestWaitingAt: string | null;
  givenUp: number;
  rateLimited: number;
}

/** What the operations of operations/delivery.graphql take and answer. */
export interface DeliveryOperations {
  LinkPerson: {
    variables: { input: { email: string; slackUserId: string } };
    data: { linkSlackUser: { person: Named | null; problem: Problem | null } | null };
  };
  Claim: {
    variables: { input: { consumer: string; max: number; leaseSeconds: number; waitSeconds: number } };
    data: { claimNotifications: { notifications: NotificationView[]; problem: Problem | null } | null };
  };
  Settle: {
    variables: { input: { consumer: string; outcomes: DeliveryOutcome[] } };
    data: {
      settleNotifications: { results: { id: string; problem: Problem | null }[]; problem: Problem | null } | null;
    };
  };
  Report: {
    variables: { input: DeliveryReport };
    data: { reportDelivery: { problem: Problem | null } | null };
  };
}
