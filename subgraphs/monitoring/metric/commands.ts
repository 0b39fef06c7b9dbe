import type { Actor } from '@handoff/kit/actor';
import type { Command } from '@handoff/kit/command';
import { rows, type Tx } from '@handoff/kit/database/database';
import { append } from '@handoff/kit/event/append';
import { batchProblem } from '../batch.ts';
import { recorded } from '../outcome.ts';
import { refuse } from '../permission.ts';
import { bucketsOf } from './bucket.ts';
import { addBuckets, lockSeries, noteSeries } from './buckets.ts';
import { type JudgedPoints, judgePoints, judgeUnits, type MetricPointSent } from './recording.ts';
import { type Subject, scopeOf } from './subject.ts';
import { metricBatches } from './table.ts';

export interface RecordMetrics {
  batchId: string;
  points: MetricPointSent[];
  idempotencyKey?: string | null;
}

/**
 * Records ready-made points of a version or deployment. Points that make no sense are rejected, the others go in. A
 * batch that came before adds nothing; one of which nothing was taken may be sent again under its id. Needs INGEST on
 * the model. The partitions of the points' days must be there.
 */
export const recordMetrics: Command<RecordMetrics & { subject: Subject }> = {
  name: 'recordMetrics',
  async run(tx, actor, { subject, batchId, points }) {
    const scope = scopeOf(subject);
    const refusal = await refuse(tx, actor, {
      model: subject.modelId,
      thing: scope,
      permission: 'INGEST',
      rule: 'ingest',
      message: 'Only who may send measurements of this model may record its metrics: ask for a role that can.',
    });
    if (refusal) return refusal;
    const problem = batchProblem(batchId, { field: 'points', noun: 'point', count: points.length });
    if (problem) return problem;
    if (!(await isNew(tx, actor, { scopeId: scope.id, batchId }))) {
      return recorded(scope.id, { accepted: 0, rejected: [], duplicate: true });
    }
    const judged = await judge(tx, subject, points);
    const { accepted, rejected } = judged;
    if (accepted.length === 0) await tx.delete(metricBatches, { scopeId: scope.id, batchId });
    else await keep(tx, actor, { subject, batchId, judged });
    return recorded(scope.id, { accepted: accepted.length, rejected, duplicate: false });
  },
};

/** Takes the id of a batch; the same one at once waits here, and is told which came first. */
async function isNew(tx: Tx, actor: Actor, batch: { scopeId: string; batchId: string }): Promise<boolean> {
  const taken = await rows(
    tx,
    `INSERT INTO monitoring.metric_batch (scope_id, batch_id, recorded_by_id, recorded_at)
     VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING RETURNING scope_id`,
    [batch.scopeId, batch.batchId, actor.id, new Date()],
  );
  return taken.length > 0;
}

async function judge(tx: Tx, subject: Subject, points: readonly MetricPointSent[]): Promise<JudgedPoints> {
  const judged = judgePoints(points, new Date());
  const names = [...new Set(judged.accepted.map(({ name }) => name))];
  return names.length === 0 ? judged : judgeUnits(judged, await lockSeries(tx, subject, names));
}

async function keep(tx: Tx, actor: Actor, of: { subject: Subject; batchId: string; judged: JudgedPoints }) {
  const { accepted, rejected } = of.judged;
  const buckets = bucketsOf(accepted);
  await addBuckets(tx, of.subject, buckets);
  await noteSeries(tx, of.subject, buckets);
  const metrics = [...new Set(accepted.map(({ name }) => name))].sort();
  await append(tx, actor, {
    action: 'metrics.recorded',
    subjectId: scopeOf(of.subject).id,
    modelId: of.subject.modelId,
    summary: `recorded ${accepted.length === 1 ? 'a point' : `${accepted.length} points`} of ${nameFew(metrics)}`,
    detail: {
      batchId: of.batchId,
      accepted: accepted.length,
      rejected: rejected.length,
      metrics: metrics.slice(0, 50),
    },
  });
}

function nameFew(names: readonly string[]): string {
  if (names.length <= 3) return names.join(', ');
  return `${names.slice(0, 2).join(', ')} and ${names.length - 2} more metrics`;
}
