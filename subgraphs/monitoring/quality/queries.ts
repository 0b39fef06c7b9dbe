import type { Batch, BatchWith } from '@handoff/kit/loader';
import { badInput } from '@handoff/kit/page';
import { knownVersion } from '../known-version.ts';
import { type Period, periodProblem } from '../period.ts';
import { referenceOfVersion, referencesOf } from '../reference/queries.ts';
import type { ReferenceColumn } from '../reference/table.ts';
import { withOutliers } from './outliers.ts';
import { type Checked, judgeQuality, type Quality, usualMinimumRows } from './quality.ts';
import { qualitiesOf } from './reading.ts';

/**
 * The quality of what was observed of versions; one of which nothing is known, or whose model the viewer may not see, is
 * left out. Four statements for any number of them. Throws BAD_USER_INPUT for a period that makes no sense.
 */
export const qualityOfVersion: BatchWith<Period, Quality> = async (ids, { from, to }, context) => {
  const problem = periodProblem({ from, to });
  if (problem) throw badInput(problem);
  const visible = await knownVersion(ids, context);
  const asked = ids.filter(id => visible.has(id));
  const everywhere = { deploymentId: null, environment: null, slice: null, feature: null };
  const requests = asked.map(versionId => ({
    ...{ versionId, ...everywhere, from, to, minimumRows: usualMinimumRows },
  }));
  const found = await qualitiesOf(context.db, requests, new Date());
  return new Map(found.map((quality, i) => [asked[i] ?? '', quality]));
};

/** The quality of the rows that versions were trained on, judged by themselves. Two statements for any number. */
export const trainingQualityOfVersion: Batch<string, Quality> = async (ids, context) => {
  const visible = [...(await referenceOfVersion(ids, context)).keys()];
  const profiles = await referencesOf(context.db, visible);
  return new Map([...profiles].map(([id, columns]) => [id, judgeQuality(columns.map(byItself), 1)]));
};

function byItself({ name, role, summary }: ReferenceColumn): Checked {
  return { field: name, role, current: withOutliers(summary), reference: null };
}
