import type { Reader } from '@handoff/kit/database/database';
import type { DriftRequest } from '../drift/against.ts';
import { type Beside, besideReferences } from '../drift/reading.ts';
import { withOutliers } from './outliers.ts';
import { judgeQuality, type Quality } from './quality.ts';

/** What quality is asked of: a version over a time, wherever it runs or in one place. */
export type QualityRequest = Omit<DriftRequest, 'reference'>;

/**
 * Judges many requests, in their order, against the training profiles of their versions, and where there is none against
 * the days before. As many statements for many as for one.
 */
export async function qualitiesOf(reader: Reader, requests: readonly QualityRequest[], now: Date): Promise<Quality[]> {
  const asked = requests.map(request => ({ ...request, reference: null }));
  const found = await besideReferences(reader, asked, now);
  return found.map((beside, i) => qualityOf(beside, requests[i]?.minimumRows));
}

/** Judges the columns of one request. */
export function qualityOf({ pairs, reference: { kind } }: Beside, minimumRows?: number): Quality {
  const checked = pairs.flatMap(({ feature: field, role, reference: then, current }) => {
    const reference = then && kind === 'TRAINING' ? withOutliers(then) : then;
    return current ? [{ field, role, reference, current }] : [];
  });
  return judgeQuality(checked, minimumRows);
}
