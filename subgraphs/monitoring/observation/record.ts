import { type Answer, execute } from '@handoff/kit/command';
import type { Context } from '@handoff/kit/context';
import { isProblem, type Problem } from '@handoff/kit/problem';
import { batchProblem, type Recorded, type RejectedRow } from '../batch.ts';
import { type Named, type Subject, scopeOf } from '../metric/subject.ts';
import { recorded } from '../outcome.ts';
import { observationsOf, type RowsSent, rowsProblem } from './columns-sent.ts';
import { type Chunk, keepChunk } from './commands.ts';
import { Expectations } from './expectations.ts';
import { factsOf, ingestProblem, knownSubject } from './facts.ts';
import { type Gathered, Gathering } from './gathering.ts';
import { rowProblem, timeProblem } from './observation.ts';
import { nothingDone, progressOf } from './progress.ts';
import { makeRoom } from './room.ts';

export interface RecordObservations extends RowsSent {
  batchId: string;
  idempotencyKey?: string | null;
}

/** Records rows that were sent column by column: finds out what is expected of them, sums them up, and keeps that. */
export async function recordRows(context: Context, input: RecordObservations & Named): Promise<Answer> {
  const subject = await knownSubject(context, input);
  if (isProblem(subject)) return refused(subject);
  // Who may not is told so by the command, and by nothing before it.
  if (await ingestProblem(context, subject)) return keep(context, input, { of: nothingOf(subject), rejected: [] });
  const problem =
    batchProblem(input.batchId, { field: 'at', noun: 'row', count: input.at.length }) ?? rowsProblem(input);
  if (problem) return refused(problem);
  const judged = await gathered(context, subject, input);
  if (judged.of.rows === 0) return nothingTaken(context, { subject, batchId: input.batchId }, judged.rejected);
  await makeRoom(context.db, [judged.of]);
  return keep(context, input, judged);
}

/** The answer for what was not even tried. */
export function refused(problem: Problem): Answer {
  return { id: null, also: {}, problem };
}

interface Judged {
  of: Gathered;
  rejected: RejectedRow[];
}

async function gathered(context: Context, subject: Subject, input: RowsSent): Promise<Judged> {
  const now = Date.now();
  const gathering = new Gathering(new Expectations(await factsOf(context, subject)), now);
  const rejected: RejectedRow[] = [];
  for (const [index, observation] of observationsOf(input).entries()) {
    const reason = timeProblem(observation.at, now) ?? rowProblem(observation);
    if (reason === null) gathering.add(observation);
    else rejected.push({ index, reason: `${reason}.` });
  }
  return { of: gathering.gathered(), rejected };
}

function nothingOf(subject: Subject): Gathered {
  return { subject, rows: 0, parts: [], metrics: [], predictions: [] };
}

function keep(context: Context, input: RecordObservations, { of, rejected }: Judged): Promise<Answer> {
  const key = { scopeId: scopeOf(of.subject).id, batchId: input.batchId };
  const to = { ...nothingDone, lines: input.at.length, accepted: of.rows, rejected: rejected.length, complete: true };
  const chunk: Chunk = { step: { ...key, from: 0, to }, gathered: [of], rejected };
  return execute(context, keepChunk(chunk), { ...input });
}

/** A batch of which nothing was taken may be sent again under its id. */
async function nothingTaken(
  context: Context,
  { subject, batchId }: { subject: Subject; batchId: string },
  rejected: RejectedRow[],
): Promise<Answer> {
  const { id: scopeId } = scopeOf(subject);
  const duplicate = (await progressOf(context.db, { scopeId, batchId })) !== null;
  const outcome: Recorded = { accepted: 0, rejected: duplicate ? [] : rejected, duplicate };
  const { id, also = {} } = recorded(scopeId, outcome);
  return { id, also, problem: null };
}
