import type { MonitorKind } from '../monitor.ts';
import { burn } from './burn-rate.ts';
import { compliance } from './compliance.ts';
import { cost } from './cost.ts';
import { dataQuality } from './data-quality.ts';
import { drift } from './drift.ts';
import { errorRate } from './error-rate.ts';
import { external } from './external.ts';
import { freshness } from './freshness.ts';
import type { Kind } from './kind.ts';
import { latency } from './latency.ts';
import { metric } from './metric.ts';
import { performance } from './performance.ts';

/** All kinds of monitors. */
export const kinds: Readonly<Record<MonitorKind, Kind>> = {
  METRIC: metric,
  LATENCY: latency,
  ERROR_RATE: errorRate,
  PERFORMANCE: performance,
  DRIFT: drift,
  DATA_QUALITY: dataQuality,
  COST: cost,
  FRESHNESS: freshness,
  BURN_RATE: burn,
  COMPLIANCE: compliance,
  EXTERNAL: external,
};

export function kindOf({ kind }: { kind: MonitorKind }): Kind {
  return kinds[kind];
}
