import type { ModelName } from '../part/name.ts';
import type { Bin } from '../picture/histogram.ts';

/** What the page on how a version behaves asks for. */
export interface WatchPage {
  modelVersion: Watched | null;
}

interface Series {
  name: string;
  unit: string | null;
  points: { at: string; value: number | null }[];
}

export interface Watched {
  id: string;
  version: string;
  model: ModelName;
  drift: Drift | null;
  quality: Quality | null;
  trainingQuality: Quality | null;
  performance: Performance | null;
  predictions: Series | null;
  latency: Series | null;
  errors: Series | null;
}

export interface Drift {
  n: number;
  enoughData: boolean;
  drifted: string[];
  reference: { kind: string; days: number | null; weeks: number | null; version: { version: string } | null };
  features: {
    feature: string;
    role: string;
    missingShare: number;
    referenceMissingShare: number;
    psi: number | null;
    adjustedP: number | null;
    drifted: boolean;
    explanation: string;
    histogram: Bin[];
  }[];
}

export interface Quality {
  n: number;
  broken: string[];
  fields: {
    field: string;
    missingShare: number;
    invalidShare: number;
    outOfRangeShare: number;
    unseenShare: number;
    outlierShare: number;
    explanation: string | null;
  }[];
}

interface Measured {
  name: string;
  value: number | null;
  lower: number | null;
  upper: number | null;
  objective: number | null;
  met: boolean | null;
}

export interface Performance {
  n: number;
  labelledShare: number;
  asOf: string;
  estimateTrusted: boolean;
  metrics: Measured[];
  estimated: Measured[];
  groups: { group: string; n: number; metrics: Measured[] }[];
  fairness: {
    metric: string;
    lowest: string;
    highest: string;
    difference: number;
    ratio: number | null;
    enoughData: boolean;
  }[];
}
