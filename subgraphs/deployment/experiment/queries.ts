import { viewerReach } from '@handoff/kit/access/queries';
import { visibleSql } from '@handoff/kit/access/reach';
import type { Context } from '@handoff/kit/context';
import { columns } from '@handoff/kit/database/columns';
import { type Reader, rows } from '@handoff/kit/database/database';
import { storable } from '@handoff/kit/database/text';
import { type Batch, type BatchWith, grouped, keyed, load, loadWith } from '@handoff/kit/loader';
import { checkFirst, decodeCursor, type Page, type PageArgs, pageOf } from '@handoff/kit/page';
import type { ExperimentFacts } from '../check/experiment.ts';
import type { ExperimentState } from './experiment.ts';
import type { Reading, Recorded } from './findings.ts';
import { feedsOf } from './observed.ts';
import { readExperiment } from './reading.ts';
import {
  type ArmRow,
  type ExperimentRow,
  experimentArms,
  experiments,
  experimentTotals,
  type TotalRow,
} from './table.ts';

const selected = columns(experiments, 'x');
const armsSql = `SELECT ${columns(experimentArms, 'a')} FROM deployment.experiment_arm a
  WHERE a.experiment_id = ANY($1::text[]) ORDER BY a.experiment_id, a.place`;
const totalsSql = `SELECT ${columns(experimentTotals, 't')} FROM deployment.experiment_total t
  WHERE t.experiment_id = ANY($1::text[]) ORDER BY t.experiment_id, t.arm, t.metric`;

/** Experiments by id; those of models that the viewer may not see are left out. */
export const experimentById: Batch<string, ExperimentRow> = async (ids, context) => {
  const may = visibleSql(await viewerReach(context), 'm', 2);
  const sql = `SELECT ${selected} FROM deployment.experiment x JOIN access.model m ON m.id = x.model_id
    WHERE x.id = ANY($1::text[]) AND ${may.sql}`;
  return keyed(await rows<ExperimentRow>(context.db, sql, [ids.map(storable), ...may.parameters]), row => row.id);
};

/** The arms of experiments, in their order. */
export const armsOf: Batch<string, ArmRow[]> = async (ids, context) =>
  grouped(await rows<ArmRow>(context.db, armsSql, [ids]), row => row.experimentId);

const totalsOf: Batch<string, TotalRow[]> = async (ids, context) =>
  grouped(await rows<TotalRow>(context.db, totalsSql, [ids]), row => row.experimentId);

/** The arms of one experiment inside a transaction, in their order. */
export function armsIn(reader: Reader, experimentId: string): Promise<ArmRow[]> {
  return rows(reader, armsSql, [[experimentId]]);
}

/** All that was recorded of one experiment inside a transaction. */
export function totalsIn(reader: Reader, experimentId: string): Promise<TotalRow[]> {
  return rows(reader, totalsSql, [[experimentId]]);
}

/** An experiment with its arms and all that was recorded, as it is read. */
export function recordedOf(row: ExperimentRow, arms: readonly ArmRow[], totals: readonly TotalRow[]): Recorded {
  const recorded = totals.map(({ arm, metric, experimentId: _, source: __, ...rest }) => ({
    arm,
    metric,
    totals: rest,
  }));
  return { design: row, state: row.state, arms, recorded };
}

/** All that was recorded of experiments, by arm and metric: two statements, whatever the number of experiments. */
export async function recordedFor(context: Context, row: ExperimentRow): Promise<Recorded> {
  const [arms, totals] = await Promise.all([load(context, armsOf, row.id), load(context, totalsOf, row.id)]);
  return recordedOf(row, arms ?? [], totals ?? []);
}

/** Where the sums of each metric come from, and whose arms they are of: how the experiment is fed, in sentences. */
export async function feedsFor(context: Context, row: ExperimentRow): Promise<string[]> {
  const [arms, totals] = await Promise.all([load(context, armsOf, row.id), load(context, totalsOf, row.id)]);
  return feedsOf(row, arms ?? [], new Map((totals ?? []).map(({ metric, source }) => [metric, source])));
}

/** What the data say; of a decided experiment what they said then. */
export async function readingFor(context: Context, row: ExperimentRow): Promise<Reading | null> {
  return row.decision ? row.decision.reading : readExperiment(await recordedFor(context, row));
}

export interface ModelExperimentArguments extends PageArgs {
  states: readonly ExperimentState[] | null;
}

/** A page of each model's experiments, newest first. The caller has judged the models. */
export const experimentsOfModel: BatchWith<ModelExperimentArguments, Page<ExperimentRow>> = async (
  ids,
  args,
  context,
) => {
  const first = checkFirst(args.first);
  const [after = null] = decodeCursor(args.after, ['text']) ?? [];
  const sql = `SELECT ${selected} FROM unnest($1::text[]) q(id) CROSS JOIN LATERAL (
      SELECT * FROM deployment.experiment x WHERE x.model_id = q.id AND ($2::text[] IS NULL OR x.state = ANY($2))
        AND ($3::text IS NULL OR x.id < $3)
      ORDER BY x.id DESC LIMIT $4) x ORDER BY x.model_id, x.id DESC`;
  const found = await rows<ExperimentRow>(context.db, sql, [ids, args.states, after, first + 1]);
  const ofModel = grouped(found, row => row.modelId);
  const count = async (key: string) => (await loadWith(context, countOfModel, { key, args: args.states })) ?? 0;
  return new Map(
    ids.map(id => [id, pageOf(ofModel.get(id) ?? [], first, { position: row => [row.id], count: () => count(id) })]),
  );
};

const countOfModel: BatchWith<readonly ExperimentState[] | null, number> = async (ids, states, context) => {
  const sql = `SELECT model_id AS id, count(*)::int AS count FROM deployment.experiment
    WHERE model_id = ANY($1::text[]) AND ($2::text[] IS NULL OR state = ANY($2)) GROUP BY model_id`;
  const found = await rows<{ id: string; count: number }>(context.db, sql, [ids, states]);
  return new Map(found.map(row => [row.id, row.count]));
};

/** The experiments of a model that compare a version with another, the latest first; in a command with its transaction. */
export function experimentsOfVersion(
  reader: Reader,
  of: { modelId: string; versionId: string },
): Promise<ExperimentFacts[]> {
  const sql = `SELECT x.id, x.name, x.state, x.decision->>'verdict' AS verdict, x.decision->>'chosenId' AS "chosenId"
    FROM deployment.experiment x WHERE x.model_id = $1 AND EXISTS (
      SELECT FROM deployment.experiment_arm a WHERE a.version_id = $2 AND a.experiment_id = x.id AND NOT a.control)
    ORDER BY coalesce(x.ended_at, x.created_at) DESC, x.id DESC`;
  return rows(reader, sql, [of.modelId, of.versionId]);
}
