import { type Batch, type BatchWith, loadingWith } from '@handoff/kit/loader';
import { badInput } from '@handoff/kit/page';
import { besideOfVersion } from '../drift/reading.ts';
import { knownVersion } from '../known-version.ts';
import { type Period, periodProblem } from '../period.ts';
import { referenceOfVersion, referencesOf } from '../reference/queries.ts';
import type { ReferenceColumn } from '../reference/table.ts';
import { withOutliers } from './outliers.ts';
import { type Checked, judgeQuality, type Quality } from './quality.ts';
import { qualityOf } from './reading.ts';

/**
 * The quality of what was observed of versions; one of which nothing is known, or whose model the viewer may not see, is
 * left out. Four statements for any number of them. Throws BAD_USER_INPUT for a period that makes no sense.
 */
export const qualityOfVersion: BatchWith<Period, Quality> = async (ids, { from, to }, context) => {
  const problem = periodProblem({ from, to });
  if (problem) throw badInput(problem);
  const visible = await knownVersion(ids, context);
  const beside = loadingWith(context, besideOfVersion, { from, to, slice: null, reference: null });
  const asked = ids.filter(id => visible.has(id));
  const found = await Promise.all(asked.map(async id => ({ id, beside: await beside(id) })));
  return new Map(found.flatMap(each => (each.beside ? [[each.id, qualityOf(each.beside)] as const] : [])));
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
