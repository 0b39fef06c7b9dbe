import { type Answer, execute } from '@handoff/kit/command';
import type { Context } from '@handoff/kit/context';
import { isProblem } from '@handoff/kit/problem';
import { batchProblem } from '../batch.ts';
import { factsOf, ingestProblem, knownSubject } from '../observation/facts.ts';
import { progressOf } from '../observation/progress.ts';
import { refused } from '../observation/record.ts';
import { makeRoomForParts } from '../observation/room.ts';
import { ensurePartitions } from '../partitions.ts';
import { keepLabelled, type Labels, partsOf } from './commands.ts';
import { recordedLabels } from './outcome.ts';
import { judgeLabels, type LabelSent } from './recording.ts';
import { labelPartitions } from './store.ts';

export interface RecordLabels {
  versionId: string;
  batchId: string;
  labels: LabelSent[];
  idempotencyKey?: string | null;
}

/** Records labels: finds out what is expected of them, makes room for their days, and keeps them. */
export async function recordAllLabels(context: Context, input: RecordLabels): Promise<Answer> {
  const subject = await knownSubject(context, input);
  if (isProblem(subject)) return refused(subject);
  const { batchId, labels } = input;
  const { label: expected } = await factsOf(context, subject);
  const of: Labels = { subject, batchId, expected, judged: { accepted: [], rejected: [] } };
  // Who may not is told so by the command, and by nothing before it.
  if (await ingestProblem(context, subject)) return execute(context, keepLabelled(of), { ...input });
  const problem = batchProblem(batchId, { field: 'labels', noun: 'label', count: labels.length });
  if (problem) return refused(problem);
  of.judged = judgeLabels(labels, new Date());
  if (of.judged.accepted.length === 0) return nothingTaken(context, of);
  await makeRoom(context, of);
  return execute(context, keepLabelled(of), { ...input });
}

async function makeRoom({ db }: Context, { judged, expected }: Labels): Promise<void> {
  await makeRoomForParts(db, partsOf(judged.accepted, expected, Date.now()));
  await ensurePartitions(
    db,
    labelPartitions,
    judged.accepted.map(({ at }) => at),
  );
}

/** A batch of which nothing was taken may be sent again under its id. */
async function nothingTaken({ db }: Context, { subject, batchId, judged }: Labels): Promise<Answer> {
  const duplicate = (await progressOf(db, { scopeId: `labels ${subject.versionId}`, batchId })) !== null;
  const rejected = duplicate ? [] : judged.rejected;
  const outcome = { accepted: 0, rejected, duplicate, waiting: 0, replaced: 0 };
  const { id, also = {} } = recordedLabels(subject.versionId, outcome);
  return { id, also, problem: null };
}
