import type { Reader } from '@handoff/kit/database/database';
import type { Reference } from '../monitor/monitor.ts';
import type { DriftRequest } from './against.ts';
import type { Distances } from './distance.ts';
import { type Drift, type FeatureDrift, judgeDrift } from './drift.ts';
import type { Gap } from './gap.ts';
import { type Beside, besideReferences } from './reading.ts';

/** A column as the graph tells it. */
export type Shown = Omit<FeatureDrift, 'distances' | 'bins' | 'isFar' | 'referenceRows'> & {
  [name in keyof (Distances & Gap)]: number | null;
};

/** The drift of a version over a time. */
export interface DriftReport extends Omit<Drift, 'features'> {
  reference: Reference;
  features: Shown[];
}

/** Judges many requests, in their order. As many statements for many as for one. */
export async function driftsOf(reader: Reader, requests: readonly DriftRequest[], now: Date): Promise<DriftReport[]> {
  const found = await besideReferences(reader, requests, now);
  return found.map((beside, i) => reportOf(beside, requests[i]?.minimumRows));
}

/** Judges the columns of one request. */
export function reportOf({ reference, pairs }: Beside, minimumRows?: number): DriftReport {
  const judged = judgeDrift(pairs, minimumRows);
  return { ...judged, reference, features: judged.features.map(shown) };
}

function shown({ distances, bins: _, isFar: __, referenceRows: ___, ...told }: FeatureDrift): Shown {
  const { psi, jensenShannon, wasserstein, ks, hellinger, lInfinity } = distances ?? {};
  return {
    ...told,
    ...{ psi: psi ?? null, jensenShannon: jensenShannon ?? null, wasserstein: wasserstein ?? null },
    ...{ ks: ks ?? null, hellinger: hellinger ?? null, lInfinity: lInfinity ?? null },
  };
}
