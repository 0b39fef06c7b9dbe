import type { Reader } from '@handoff/kit/database/database';
import { sumsOf } from './sums.ts';

/** The metric that counts predictions: its values add up. */
export const predictionsMetric = 'predictions';

/** Whose predictions are counted, and from when until just before when; versionId null: all of the model. */
export interface PredictionsWindow {
  modelId: string;
  versionId: string | null;
  from: Date;
  to: Date;
}

/** How many predictions were recorded in each of these windows, in their order. Three statements at most. */
export async function predictionsIn(
  reader: Reader,
  windows: readonly PredictionsWindow[],
  now: Date,
): Promise<number[]> {
  const all = { name: predictionsMetric, slice: '', deploymentId: null, environment: null };
  const found = await sumsOf(
    reader,
    windows.map(window => ({ ...window, ...all })),
    { sketches: false, now },
  );
  const counts = windows.map(() => 0);
  for (const { place, sum } of found) counts[place] = (counts[place] ?? 0) + sum;
  return counts;
}
