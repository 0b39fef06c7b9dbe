import { ofId, type Reads } from '@handoff/kit/database/asked';
import { EntitySchema } from 'typeorm';
import type { Picture } from '../monitor/kind/picture.ts';
import type { Alert } from './alert.ts';

/** What somebody said of an alert: one verdict each, the last counts. */
export interface VerdictRow {
  alertId: string;
  personId: string;
  useful: boolean;
  comment: string | null;
  at: Date;
}

const text = { type: 'text' } as const;
const optional = { type: 'text', nullable: true } as const;
const number = { type: 'float8', nullable: true } as const;
const time = (name: string, nullable = false) => ({ type: 'timestamptz', precision: 3, name, nullable }) as const;

export const alerts = new EntitySchema<Alert>({
  name: 'alert',
  schema: 'monitoring',
  columns: {
    id: { ...text, primary: true },
    modelId: { ...text, name: 'model_id' },
    deploymentId: { ...optional, name: 'deployment_id' },
    environment: optional,
    monitorId: { ...optional, name: 'monitor_id' },
    fingerprint: text,
    state: text,
    stateSince: time('state_since'),
    severity: text,
    title: text,
    detail: text,
    value: number,
    threshold: number,
    firedAt: time('fired_at'),
    lastSeenAt: time('last_seen_at'),
    count: { type: 'int' },
    acknowledgedById: { ...optional, name: 'acknowledged_by_id' },
    acknowledgedAt: time('acknowledged_at', true),
    silencedAt: time('silenced_at', true),
    silencedUntil: time('silenced_until', true),
    resolvedAt: time('resolved_at', true),
    resolvedById: { ...optional, name: 'resolved_by_id' },
    escalation: { type: 'int' },
    escalatesAt: time('escalates_at', true),
    runbook: optional,
    previousId: { ...optional, name: 'previous_id' },
    causeId: { ...optional, name: 'cause_id' },
    told: { type: 'boolean' },
    labels: { type: 'jsonb', nullable: true },
    startedAt: time('started_at', true),
    endedAt: time('ended_at', true),
    revision: { type: 'int' },
  },
});

/** What fields of an alert that are no columns read of its row. */
export const alertReads: Reads = {
  model: ['modelId'],
  deployment: ['deploymentId'],
  monitor: ['monitorId'],
  acknowledgedBy: ['acknowledgedById'],
  resolvedBy: ['resolvedById'],
  cause: ['causeId'],
  previous: ['previousId'],
  ...ofId('responsible', 'explains', 'useful', 'noise', 'history'),
};

export const verdicts = new EntitySchema<VerdictRow>({
  name: 'alert_verdict',
  schema: 'monitoring',
  columns: {
    alertId: { ...text, name: 'alert_id', primary: true },
    personId: { ...text, name: 'person_id', primary: true },
    useful: { type: 'boolean' },
    comment: optional,
    at: time('at'),
  },
});

/** What an alert showed when it fired, where that cannot be read again later. */
export interface PictureRow {
  alertId: string;
  picture: Picture;
  takenAt: Date;
}

export const pictures = new EntitySchema<PictureRow>({
  name: 'alert_picture',
  schema: 'monitoring',
  columns: {
    alertId: { ...text, name: 'alert_id', primary: true },
    picture: { type: 'jsonb' },
    takenAt: time('taken_at'),
  },
});
