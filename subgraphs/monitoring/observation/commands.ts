import type { Actor } from '@handoff/kit/actor';
import type { Command, Refusal } from '@handoff/kit/command';
import type { Tx } from '@handoff/kit/database/database';
import { appendAll, type NewEvent } from '@handoff/kit/event/append';
import type { RejectedRow } from '../batch.ts';
import { joinWaiting } from '../label/store.ts';
import { addBuckets, lockSeries, noteSeries } from '../metric/buckets.ts';
import { scopeOf } from '../metric/subject.ts';
import { recorded } from '../outcome.ts';
import { refuse } from '../permission.ts';
import { addParts } from '../summary/store.ts';
import { takeTurn } from '../turn.ts';
import { mayNotIngest } from './facts.ts';
import type { Gathered } from './gathering.ts';
import { addPredictions } from './prediction-store.ts';
import { type Step, takeStep } from './progress.ts';

/** Rows that belong together, with the step of the batch that they are. */
export interface Chunk {
  step: Omit<Step, 'recordedById'>;
  /** One for each version or deployment. */
  gathered: readonly Gathered[];
  rejected: RejectedRow[];
}

/**
 * Keeps rows that were summed up, all or none, with the step of their batch: summaries, series of what was measured, and
 * the rows whose labels are awaited. Where the step was taken already, nothing is kept, and it is a duplicate. Needs INGEST on every model. The
 * partitions are there.
 */
export function keepChunk(chunk: Chunk): Command<object> {
  return { name: 'recordObservations', run: (tx, actor) => keep(tx, actor, chunk) };
}

async function keep(tx: Tx, actor: Actor, { step, gathered, rejected }: Chunk) {
  for (const each of gathered) {
    const refusal = await refuseFor(tx, actor, each);
    if (refusal) return refusal;
  }
  if (!(await takeStep(tx, { ...step, recordedById: actor.id }))) {
    return recorded(step.scopeId, { accepted: 0, rejected: [], duplicate: true });
  }
  const events: NewEvent[] = [];
  // In the order of versions, so that two chunks never wait for each other.
  for (const each of gathered.toSorted(byVersion)) events.push(await keepOne(tx, each, step));
  await appendAll(tx, actor, events);
  return recorded(step.scopeId, { accepted: step.to.accepted, rejected, duplicate: false });
}

function byVersion({ subject: a }: Gathered, { subject: b }: Gathered): number {
  const [one, other] = [`${a.versionId} ${a.deploymentId}`, `${b.versionId} ${b.deploymentId}`];
  return one < other ? -1 : 1;
}

/** Why somebody may not send rows of a version or deployment, or null. */
export function refuseFor(tx: Tx, actor: Actor, { subject }: Pick<Gathered, 'subject'>): Promise<Refusal | null> {
  return refuse(tx, actor, {
    model: subject.modelId,
    thing: scopeOf(subject),
    permission: 'INGEST',
    rule: 'ingest',
    message: mayNotIngest,
  });
}

async function keepOne(tx: Tx, of: Gathered, { batchId, to }: Chunk['step']): Promise<NewEvent> {
  const { subject, parts, metrics, predictions, rows } = of;
  await takeTurn(tx, turnOf(subject.versionId));
  await addParts(tx, subject, parts);
  const names = [...new Set(metrics.map(({ name }) => name))].sort();
  const units = await lockSeries(tx, subject, names);
  // A metric keeps the unit that it was first recorded in.
  const measured = metrics.map(bucket => ({ ...bucket, unit: units.get(bucket.name) ?? bucket.unit }));
  await addBuckets(tx, subject, measured);
  await noteSeries(tx, subject, measured);
  if (predictions.length > 0) await addPredictions(tx, subject, predictions);
  const came = new Set(predictions.map(({ predictionId }) => predictionId));
  const joined = came.size > 0 ? await joinWaiting(tx, subject.versionId, came) : 0;
  return {
    action: 'observations.recorded',
    subjectId: scopeOf(subject).id,
    modelId: subject.modelId,
    summary: `recorded ${rows === 1 ? 'an observation' : `${rows} observations`}`,
    detail: { batchId, rows, rejected: to.rejected, awaited: predictions.length, labelsJoined: joined },
  };
}

/** The turn that whoever adds rows or labels of a version takes: they must see what the other wrote. */
export function turnOf(versionId: string): string {
  return `observations of ${versionId}`;
}
