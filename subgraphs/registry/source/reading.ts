import type { ImportItem, ReadOptions, SourceAdapter } from './record.ts';
import { unique } from './unique.ts';

/**
 * What an adapter finds at a place, each model once. It ends early when the source is not to be asked any more: what
 * could not be read after that is one reason to stop and no refusal of each thing that was left. An adapter that breaks
 * ends it too, so that what came before is not lost.
 */
export async function* readSource(
  adapter: SourceAdapter,
  where: string,
  options: ReadOptions,
): AsyncGenerator<ImportItem> {
  const halted: string[] = [];
  const read = adapter.read(where, { ...options, halt: message => void halted.push(message) });
  try {
    for await (const item of unique(read)) {
      if (halted.length > 0 && !('record' in item)) break;
      yield item;
    }
  } catch (error) {
    yield { stopped: brokenBy(error) };
    return;
  }
  const [reason] = halted;
  if (reason !== undefined) yield { stopped: reason };
}

function brokenBy(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return `Reading ended in a way that nobody foresaw (${message}): please report it with what was being read.`;
}
