import { viewerReach } from '@handoff/kit/access/queries';
import { visibleSql } from '@handoff/kit/access/reach';
import { type Reader, rows } from '@handoff/kit/database/database';
import { storable } from '@handoff/kit/database/text';
import { type BatchWith, grouped } from '@handoff/kit/loader';
import { badInput } from '@handoff/kit/page';
import { type LabelledSums, labelledMetrics, labelledSums } from '../label/sums.ts';
import { periodProblem } from '../period.ts';
import { predictionsMetric } from './predictions.ts';
import { sumsOf } from './sums.ts';

/** What is added up, and over which time; to null: until now. */
export interface SumsArgs {
  names: readonly string[];
  from: Date;
  to: Date | null;
}

/** What was measured of one metric, as sums that add up. */
export interface MetricSums {
  name: string;
  n: number;
  sum: number;
  sumOfSquares: number;
}

const mostNames = 25;

/**
 * What was measured of deployments in a time, or follows from the labels of what they predicted then, metric by metric;
 * metrics of which nothing was measured then are left out, as is what belongs to a model that the viewer may not see. As
 * many statements for any number of deployments. Throws BAD_USER_INPUT for a period that makes no sense.
 */
export const sumsOfDeployment: BatchWith<SumsArgs, MetricSums[]> = async (ids, { names, from, to }, context) => {
  const now = new Date();
  const until = to ?? now;
  const problem = sumsProblem(names.length, { from, to, now });
  if (problem) throw badInput(problem);
  const may = visibleSql(await viewerReach(context), 'm', 3);
  const known = await rows<KnownSeries>(
    context.db,
    `SELECT DISTINCT s.deployment_id AS "deploymentId", s.model_id AS "modelId", s.version_id AS "versionId", s.name
     FROM monitoring.metric_series s JOIN access.model m ON m.id = s.model_id
     WHERE s.deployment_id = ANY($1::text[]) AND s.name = ANY($2::text[]) AND s.last_at IS NOT NULL AND ${may.sql}
     ORDER BY 1, 4`,
    [ids, [...names.map(storable), predictionsMetric], ...may.parameters],
  );
  const series = known.filter(({ name }) => names.includes(name));
  const windows = series.map(each => ({ ...each, environment: null, versionId: null, slice: '', from, to: until }));
  const found = await sumsOf(context.db, windows, { sketches: false, now });
  const sums = found.flatMap(({ place, n, sum, sumOfSquares }) => {
    const of = series[place];
    return of ? [{ deploymentId: of.deploymentId, name: of.name, n, sum, sumOfSquares }] : [];
  });
  const labelled = await labelledOf(context.db, known, { names, from, to: until });
  return grouped([...sums, ...labelled.filter(each => !sums.some(isOf(each)))], ({ deploymentId }) => deploymentId);
};

interface KnownSeries {
  deploymentId: string;
  modelId: string;
  versionId: string;
  name: string;
}

/** What was recorded ready-made under such a name counts, and not what labels say. */
function isOf({ deploymentId, name }: LabelledSums) {
  return (sum: LabelledSums) => sum.deploymentId === deploymentId && sum.name === name;
}

/** What labels say of the deployments that predicted. */
async function labelledOf(
  reader: Reader,
  known: readonly KnownSeries[],
  { names, from, to }: SumsArgs & { to: Date },
): Promise<LabelledSums[]> {
  if (!labelledMetrics.some(name => names.includes(name))) return [];
  const predicting = new Map(known.map(({ deploymentId, versionId }) => [deploymentId, versionId]));
  const windows = [...predicting].map(([deploymentId, versionId]) => ({ deploymentId, versionId, from, to }));
  return (await labelledSums(reader, windows)).filter(({ name }) => names.includes(name));
}

function sumsProblem(names: number, { from, to, now }: { from: Date; to: Date | null; now: Date }): string | null {
  if (names > mostNames) return `${names} metrics are named: ask for up to ${mostNames} at once.`;
  if (to === null && from >= now)
    return `The period begins in the future (${from.toISOString()}): give an earlier "from".`;
  return periodProblem({ from, to: to ?? now });
}
