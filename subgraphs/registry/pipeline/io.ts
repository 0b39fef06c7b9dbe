import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import { type Answer, failure, found } from '../export/asking.ts';
import { type ExportIo, processIo } from '../export/io.ts';

/** What the commands for pipelines touch of their process. */
export interface PipelineIo extends ExportIo {
  /** A file, or standard input; why not, where it cannot be read. */
  read(file: string | undefined): Promise<Answer<string>>;
  /** Lets time pass, or ends early when the signal is aborted. */
  pause(milliseconds: number, signal: AbortSignal): Promise<void>;
}

/** This process. */
export function pipelineIo(): PipelineIo {
  return { ...processIo(), read, pause };
}

async function read(file: string | undefined): Promise<Answer<string>> {
  if (file === undefined || file === '-') {
    if (process.stdin.isTTY)
      return failure('Nothing comes in: pipe a version as JSON into this command, or name a file.');
    return found(await text(process.stdin));
  }
  try {
    return found(await readFile(file, 'utf8'));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return failure(`${file} cannot be read: ${code === 'ENOENT' ? 'there is no such file. Check the path' : message}.`);
  }
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return setTimeout(milliseconds, undefined, { signal }).catch(() => undefined);
}
