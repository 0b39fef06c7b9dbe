import type { HappenedView, Named, Page, Problem } from './shared.ts';

/** How an alert stands. */
export type AlertState = 'PENDING' | 'FIRING' | 'ACKNOWLEDGED' | 'SILENCED' | 'RECOVERING' | 'RESOLVED';

/** A metric over time; value: null where nothing was measured. at: RFC 3339. */
export interface SeriesView {
  name: string;
  unit: string | null;
  points: { at: string; value: number | null }[];
}

/** What an alert rests on: in words, and where its card has room for it, as a picture. */
export interface EvidenceView {
  sentence: string;
  series?: SeriesView | null;
  histogram?: { label: string; reference: number; current: number }[] | null;
}

/** All that an alert's card shows. Moments are RFC 3339. */
export interface AlertView {
  id: string;
  revision: number;
  state: AlertState;
  severity: 'INFO' | 'WARNING' | 'CRITICAL';
  title: string;
  detail: string;
  model: { id: string; name: string; title: string } | null;
  environment: string | null;
  value: number | null;
  threshold: number | null;
  firedAt: string;
  lastSeenAt: string;
  count: number;
  acknowledgedBy: Named | null;
  acknowledgedAt: string | null;
  silencedUntil: string | null;
  resolvedBy: Named | null;
  resolvedAt: string | null;
  escalation: number;
  responsible: Named | null;
  runbook: string | null;
  evidence: EvidenceView;
  useful: number;
  noise: number;
  history: HappenedView[];
  /** What somebody may do now. */
  moves: string[];
}

interface AlertPayload {
  alert: AlertView | null;
  problem: Problem | null;
}

interface Changing {
  alertId: string;
  idempotencyKey: string;
}

/** What the operations of operations/alert.graphql take and answer. */
export interface AlertOperations {
  ReadAlert: { variables: { id: string }; data: { alert: AlertView | null } };
  ReadMyAlerts: {
    variables: Record<string, never>;
    data: { me: { openAlerts?: Page<AlertView> | null } | null };
  };
  ReadModelAlerts: {
    variables: { id: string };
    data: { model: { alerts: Page<AlertView> | null } | null };
  };
  Acknowledge: { variables: { input: Changing }; data: { acknowledgeAlert: AlertPayload | null } };
  Silence: {
    variables: { input: Changing & { minutes: number; reason: string } };
    data: { silenceAlert: AlertPayload | null };
  };
  Unsilence: { variables: { input: Changing }; data: { unsilenceAlert: AlertPayload | null } };
  Resolve: { variables: { input: Changing & { note: string } }; data: { resolveAlert: AlertPayload | null } };
  Rate: { variables: { input: Changing & { useful: boolean } }; data: { rateAlert: AlertPayload | null } };
}
