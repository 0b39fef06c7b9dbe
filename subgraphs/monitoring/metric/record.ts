import { viewerReach, visibleModel } from '@handoff/kit/access/queries';
import { permissionsOn } from '@handoff/kit/access/reach';
import { type Answer, execute } from '@handoff/kit/command';
import type { Context } from '@handoff/kit/context';
import { isProblem } from '@handoff/kit/problem';
import { mostRows } from '../batch.ts';
import { type RecordMetrics, recordMetrics } from './commands.ts';
import { ensureDays } from './partitions.ts';
import { judgePoints } from './recording.ts';
import { type Named, type Subject, subjectOf } from './subject.ts';

/** Records points: finds out what they are of, makes room for their days, and runs the command. */
export async function recordAll(context: Context, input: RecordMetrics & Named): Promise<Answer> {
  const subject = await subjectOf(context, input);
  if (isProblem(subject)) return { id: null, also: {}, problem: subject };
  await makeRoom(context, subject, input);
  const { batchId, points, idempotencyKey } = input;
  return execute(context, recordMetrics, { subject, batchId, points, idempotencyKey });
}

// Only for who may: nobody else can have partitions made. The command judges it again, for good.
async function makeRoom(context: Context, { modelId }: Subject, { points }: RecordMetrics): Promise<void> {
  const model = await visibleModel(context, modelId);
  if (!model || !permissionsOn(await viewerReach(context), model).has('INGEST')) return;
  const { accepted } = judgePoints(points.slice(0, mostRows), new Date());
  if (accepted.length > 0)
    await ensureDays(
      context.db,
      accepted.map(({ at }) => at),
    );
}
