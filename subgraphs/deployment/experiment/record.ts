import type { Actor } from '@handoff/kit/actor';
import { canonical, sha256 } from '@handoff/kit/canonical';
import { type Command, done } from '@handoff/kit/command';
import type { Tx } from '@handoff/kit/database/database';
import { insertAll, upsertAll } from '@handoff/kit/database/insert';
import { conflict, invalid, isProblem, type Problem } from '@handoff/kit/problem';
import { inUtc } from '@handoff/kit/text';
import { asItStands, lockExperiment, saveMoved } from './case.ts';
import { batchProblem, type SentArm, type TakenArm, takenArms } from './data.ts';
import { newsOf } from './news.ts';
import { armsIn, recordedOf, totalsIn } from './queries.ts';
import { reachesPlan, readExperiment } from './reading.ts';
import { addTotals, totalsOf } from './sums.ts';
import { type ArmRow, type ExperimentRow, experimentBatches, experimentTotals, type TotalRow } from './table.ts';

export interface RecordExperimentData {
  experimentId: string;
  batchId: string;
  arms: SentArm[];
  idempotencyKey?: string | null;
}

/**
 * Adds a batch of sums to a running experiment, all of it or nothing. The same batch again adds nothing. Needs
 * EXPERIMENT_EDIT on the model.
 */
export const recordExperimentData: Command<RecordExperimentData> = {
  name: 'recordExperimentData',
  async run(tx, actor, { experimentId: id, batchId, arms: sent }) {
    const found = await lockExperiment(tx, actor, { id, move: 'RECORD' });
    if (isProblem(found)) return found;
    const problem = batchProblem(batchId, sent.length);
    if (problem) return asItStands(found, problem);
    const batch = { batchId, sent: sent.map(plain) };
    const before = await tx.findOne(experimentBatches, { where: { experimentId: id, batchId } });
    const isSame = before?.digest === digestOf(batch.sent);
    if (before) return isSame ? done(id, { duplicate: id }) : asItStands(found, otherNumbers(before));
    const arms = await armsIn(tx, id);
    const taken = takenArms(batch.sent, { design: found, arms, now: new Date() });
    if (isProblem(taken)) return asItStands(found, taken);
    const kept = await totalsIn(tx, id);
    const unfit = fedProblem(kept, taken) ?? overProblem(found, { arms, kept, taken }) ?? mixedProblem(kept, taken);
    if (unfit) return asItStands(found, unfit);
    await keep(tx, actor, { row: found, batch, arms, taken, kept });
    return done(id);
  },
};

/** What was sent without what was left out: two batches that say the same are the same. */
function plain(row: SentArm): SentArm {
  const { arm, at, n, sum, ...optional } = row;
  const given = Object.entries(optional).filter(([, value]) => value !== null && value !== undefined);
  return { arm, at, n, sum, ...Object.fromEntries(given) };
}

function digestOf(sent: readonly SentArm[]): string {
  return sha256(canonical(sent.map(row => ({ ...row, at: row.at.toISOString() }))));
}

function otherNumbers({ batchId, recordedAt }: { batchId: string; recordedAt: Date }): Problem {
  const message = `The batch "${batchId}" was recorded at ${inUtc(recordedAt)} with other numbers, and nothing was added now: send what is new under another batchId.`;
  return conflict('IDEMPOTENCY_KEY_REUSED', message);
}

/** A metric is read from what is observed or recorded: both would count things twice. */
function fedProblem(kept: readonly TotalRow[], taken: readonly TakenArm[]): Problem | null {
  const index = taken.findIndex(({ metric }) => kept.some(row => row.metric === metric && row.source === 'OBSERVED'));
  const metric = taken[index]?.metric;
  if (metric === undefined) return null;
  const message = `"${metric}" is read from what is observed of the deployments of the arms, so recording it would count it twice: send it to recordMetrics or recordObservations for these, or begin an experiment whose arms name none.`;
  return invalid(`arms[${index}].metric`, message);
}

interface Before {
  arms: readonly ArmRow[];
  kept: readonly TotalRow[];
  taken: readonly TakenArm[];
}

/** A fixed horizon is read once: what comes after every arm has what was planned would move what was read. */
function overProblem(
  { method, metric, plannedSampleSize }: ExperimentRow,
  { arms, kept, taken }: Before,
): Problem | null {
  const index = taken.findIndex(row => row.metric === metric);
  if (method !== 'FIXED_HORIZON' || index < 0) return null;
  const sizes = arms.map(({ key }) => kept.find(row => row.arm === key && row.metric === metric)?.n ?? 0);
  if (!reachesPlan({ plannedSampleSize }, sizes)) return null;
  const message = `Every arm has the ${plannedSampleSize} that were planned, and a fixed horizon is read once: stop the experiment and decide it.`;
  return invalid(`arms[${index}]`, message);
}

/** The sums of one metric are all of one kind, in all arms and batches. */
function mixedProblem(kept: readonly TotalRow[], taken: readonly TakenArm[]): Problem | null {
  const kinds = new Map(kept.map(({ metric, kind }) => [metric, kind]));
  for (const [index, { metric, kind }] of taken.entries()) {
    const known = kinds.get(metric) ?? kind;
    kinds.set(metric, known);
    if (known === kind) continue;
    const message = `"${metric}" was recorded as ${known} before, and this is ${kind}: send the same sums each time.`;
    return invalid(`arms[${index}].metric`, message);
  }
  return null;
}

interface New {
  row: ExperimentRow;
  arms: readonly ArmRow[];
  batch: { batchId: string; sent: SentArm[] };
  taken: readonly TakenArm[];
  kept: readonly TotalRow[];
}

async function keep(tx: Tx, actor: Actor, { row, arms, batch, taken, kept }: New): Promise<void> {
  const { batchId, sent } = batch;
  const { id: experimentId, name } = row;
  const written = { experimentId, batchId, digest: digestOf(sent), arms: sent };
  const who = { recordedById: actor.id, recordedAt: new Date() };
  await insertAll(tx, [{ table: experimentBatches, rows: [{ ...written, ...who }] }]);
  await upsertAll(tx, [{ table: experimentTotals, rows: addedUp(experimentId, kept, taken) }]);
  const news = newsOf(readExperiment(recordedOf(row, arms, await totalsIn(tx, experimentId))), row.guardrails);
  const isNew = news !== null && news.key !== row.told;
  await saveMoved(tx, actor, {
    action: 'experiment-data.recorded',
    summary: `recorded the batch "${batchId}" of the experiment "${name}"`,
    after: isNew ? { ...row, told: news.key } : row,
    detail: { batchId, digest: written.digest, rows: taken.length, ...(isNew && { found: news.key }) },
    notify: isNew,
  });
}

/** The totals that change, as they are from now on. */
function addedUp(experimentId: string, kept: readonly TotalRow[], taken: readonly TakenArm[]): TotalRow[] {
  const changed = new Map<string, TotalRow>();
  for (const { arm, metric, kind, sums } of taken) {
    const key = JSON.stringify([arm, metric]);
    const before = changed.get(key) ?? kept.find(row => row.arm === arm && row.metric === metric);
    const sent = totalsOf(kind, sums);
    changed.set(key, { ...(before ? addTotals(before, sent) : sent), experimentId, arm, metric, source: 'RECORDED' });
  }
  return [...changed.values()];
}
