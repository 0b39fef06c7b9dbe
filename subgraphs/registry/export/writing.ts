import { credentials } from '@handoff/kit/credentials';
import { createGraphClient } from '@handoff/kit/graph-client';
import { printable } from '../source/report.ts';
import { type Answer, type Asking, failure, found } from './asking.ts';
import type { ExportIo } from './io.ts';
import { filePlace, type Place, screenPlace, unwritable } from './place.ts';

/** What all exports can be told on the command line. */
export interface Flags {
  /** A file; left out: standard output. */
  out?: string;
  url?: string;
  token?: string;
}

/** Does something with a client of the graph, and notes how the process ends; a failure is said in one line. */
export async function withGraph(
  flags: Flags,
  io: ExportIo,
  work: (asking: Asking) => Promise<Answer<unknown>>,
): Promise<void> {
  const access = await credentials({ url: flags.url, token: flags.token, env: io.env });
  if (typeof access === 'string') return end(io, failure(access));
  const client = createGraphClient({ ...access, via: 'CLI', timeoutMs: 300_000 });
  try {
    end(io, await work({ client, signal: io.stop() }));
  } finally {
    await client.close();
  }
}

function end(io: ExportIo, answer: Answer<unknown>): void {
  if (answer.kind === 'Failure') io.err(`${printable(answer.message)}\n`);
  io.exit(answer.kind === 'Failure' ? answer.code : 0);
}

/** Writes to the file that was named, or to standard output; a file is kept only when all went well. */
export async function writeOut<T>(
  { out }: Flags,
  io: ExportIo,
  write: (place: Place) => Promise<Answer<T>>,
): Promise<Answer<T>> {
  if (out === undefined) return write(screenPlace(io.out));
  const opened = await filePlace(out);
  if (opened.kind === 'Failure') return opened;
  const place = opened.value;
  const answer = await attempt(out, () => write(place));
  const kept = answer.kind === 'Found' ? await attempt(out, async () => found(await place.keep())) : answer;
  if (kept.kind === 'Found') return answer;
  await place.drop();
  return kept;
}

/** What went wrong with the file, as a value. Anything else is a bug, and stays one. */
async function attempt<T>(path: string, step: () => Promise<Answer<T>>): Promise<Answer<T>> {
  try {
    return await step();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).syscall === undefined) throw error;
    return failure(unwritable(path, error));
  }
}

/** Writes a whole text. */
export function writeText(flags: Flags, io: ExportIo, text: Answer<string>): Promise<Answer<void>> {
  if (text.kind === 'Failure') return Promise.resolve(text);
  return writeOut(flags, io, async place => found(await place.write(text.value)));
}
