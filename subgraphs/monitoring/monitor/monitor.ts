import type { Comparator, Severity } from '@handoff/kit/schema/scalars';

export const monitorKinds = [
  'METRIC',
  'LATENCY',
  'ERROR_RATE',
  'PERFORMANCE',
  'DRIFT',
  'DATA_QUALITY',
  'COST',
  'FRESHNESS',
  'BURN_RATE',
  'COMPLIANCE',
  'EXTERNAL',
] as const;
export type MonitorKind = (typeof monitorKinds)[number];
export type MonitorOrigin = 'PERSON' | 'OBJECTIVE' | 'REQUIREMENT' | 'SYSTEM';
export type ReferenceKind = 'TRAINING' | 'VERSION' | 'TRAILING' | 'SAME_WEEKDAY';

/** What something is held against. */
export interface Reference {
  kind: ReferenceKind;
  versionId?: string | null;
  days?: number | null;
  weeks?: number | null;
}

export interface PrometheusQuery {
  server: string;
  query: string;
}

/** What somebody wants a monitor to be. */
export interface MonitorWish {
  name: string;
  kind: MonitorKind;
  environment?: string | null;
  metric?: string | null;
  feature?: string | null;
  slice?: string | null;
  comparator?: Comparator | null;
  threshold?: number | null;
  objective?: number | null;
  prometheus?: PrometheusQuery | null;
  windowMinutes?: number | null;
  forMinutes?: number | null;
  keepFiringMinutes?: number | null;
  minimumRows?: number | null;
  severity?: Severity | null;
  reference?: Reference | null;
  runbook?: string | null;
  enabled?: boolean | null;
}

/** A rule over what was observed of a model. */
export interface Monitor {
  id: string;
  modelId: string;
  name: string;
  kind: MonitorKind;
  origin: MonitorOrigin;
  environment: string | null;
  metric: string | null;
  feature: string | null;
  slice: string | null;
  comparator: Comparator | null;
  threshold: number | null;
  objective: number | null;
  prometheus: PrometheusQuery | null;
  windowMinutes: number;
  forMinutes: number;
  keepFiringMinutes: number;
  minimumRows: number;
  severity: Severity;
  reference: Reference | null;
  runbook: string | null;
  enabled: boolean;
  revision: number;
  lastEvaluatedAt: Date | null;
  /** Grows when it watches something else: what it found until then is of no matter any more. */
  focus: number;
  /** When people last saved it: its rule speaks of no earlier time. */
  savedAt: Date;
  /** Null: now. */
  dueAt: Date | null;
  /** Whoever evaluates it at present, and until when it is theirs. */
  lease: string | null;
  leasedUntil: Date | null;
  /** Why it could not be evaluated last; null: it could. */
  trouble: string | null;
  /** It made itself, and what it followed is not there any more. */
  withdrawn: boolean;
}

/** What of a monitor people set: in the order that a change of it is told in. */
export const monitorFields = [
  'name',
  'kind',
  'environment',
  'metric',
  'feature',
  'slice',
  'comparator',
  'threshold',
  'objective',
  'prometheus',
  'reference',
  'windowMinutes',
  'forMinutes',
  'keepFiringMinutes',
  'minimumRows',
  'severity',
  'runbook',
  'enabled',
] as const satisfies (keyof Monitor)[];

export type Wished = Pick<Monitor, (typeof monitorFields)[number]>;

/** What of a monitor says what it looks at: with another of these, it looks at something else. */
export const watchedFields = [
  'kind',
  'environment',
  'metric',
  'feature',
  'slice',
  'prometheus',
] as const satisfies (keyof Wished)[];
