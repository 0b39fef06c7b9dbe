import { type Context, contextFor, type Ground } from '@handoff/kit/context';
import { refusedStream, type SentStream, type StreamAnswer, type StreamDoor } from '@handoff/kit/serve/stream';
import { batchProblem } from '../batch.ts';
import { StreamEnded, unpacked } from './inflate.ts';
import { Intake } from './intake.ts';
import { LineCutter } from './line-cutter.ts';
import { nothingDone, progressOf } from './progress.ts';

/** Takes streams of observations, one a line. */
export function observationDoor(ground: Ground): StreamDoor {
  return (caller, sent) => receive(contextFor(ground, caller), sent);
}

/**
 * Takes a stream of observations as NDJSON: what makes sense is kept in chunks, the rest is told by its line. The same
 * batch again goes on behind what is kept of it; one that is complete adds nothing.
 */
async function receive(context: Context, sent: SentStream): Promise<StreamAnswer> {
  const problem = batchProblem(sent.batchId, { field: 'line', noun: 'line', count: 1 });
  if (problem) return refusedStream(400, 'BAD_USER_INPUT', `${problem.message} Give it as ?batchId=….`);
  const key = { scopeId: context.actor.id ?? 'system', batchId: sent.batchId };
  const done = (await progressOf(context.db, key)) ?? nothingDone;
  const intake = new Intake(context, key, done);
  try {
    if (done.complete) await passOver(sent);
    else await takeAll(intake, sent);
  } catch (thrown) {
    if (!(thrown instanceof StreamEnded)) throw thrown;
    return refusedStream(thrown.status, 'BAD_USER_INPUT', `${thrown.message} ${keptOf(intake.lines)}`);
  }
  return { kind: 'Taken', body: bodyOf(intake, done) };
}

async function takeAll(intake: Intake, sent: SentStream): Promise<void> {
  const cutter = new LineCutter();
  try {
    for await (const block of unpacked(sent)) for (const lines of cutter.cut(block)) await intake.take(lines);
  } catch (thrown) {
    // What came whole is kept, so that less has to be sent again.
    if (thrown instanceof StreamEnded && thrown.status !== 409) await intake.finish(false);
    throw thrown;
  }
  for (const lines of cutter.rest()) await intake.take(lines);
  await intake.finish(true);
}

/** Reads a stream to its end without looking at it, so that whoever sends it hears the answer. */
async function passOver({ body }: SentStream): Promise<void> {
  for await (const _ of unpacked({ body, encoding: 'identity', batchId: '' }));
}

function bodyOf(intake: Intake, done: { lines: number; complete: boolean }): object {
  const { accepted, rejected, rejectedCount } = intake;
  const behind = done.lines > 0 && !done.complete ? { continuedAfterLine: done.lines } : {};
  return { accepted, rejected, rejectedCount, duplicate: done.complete, ...behind };
}

function keptOf(lines: number): string {
  if (lines === 0) return 'Nothing of it is kept.';
  return `Its first ${lines} lines are done: the same batch again goes on behind them.`;
}
