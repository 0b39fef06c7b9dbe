import type { SeriesView } from './alert.ts';
import type { Named } from './shared.ts';

/** How something is, in a word and in a sentence. */
export interface HealthView {
  status: 'HEALTHY' | 'DEGRADED' | 'FAILING' | 'UNKNOWN';
  summary: string;
  openAlerts: number;
}

/** A version that runs somewhere. */
export interface RunningView {
  kind: string;
  trafficPercent: number;
  startedAt: string | null;
  environment: { name: string; title: string; production: boolean };
  version: { id: string; version: string } | null;
  health: HealthView | null;
}

/** A rule over what is measured. */
export interface MonitorView {
  name: string;
  metric: string | null;
  environment: string | null;
  threshold: number | null;
  enabled: boolean;
}

/** All that the health card shows; what is null cannot be read just now. Moments are RFC 3339. */
export interface ModelHealthView {
  name: string;
  title: string;
  owner: Named | null;
  health: (HealthView & { since: string | null; lastObservedAt: string | null }) | null;
  live: RunningView[] | null;
  monitors: MonitorView[] | null;
}

/** What the operations of operations/health.graphql take and answer. */
export interface HealthOperations {
  ReadHealth: { variables: { id: string }; data: { model: ModelHealthView | null } };
  ReadSeries: {
    variables: { id: string; name: string; from: string; to: string };
    data: { modelVersion: { metric: SeriesView | null } | null };
  };
}
