/**
 * Works on up to `width` entries at once and yields the answers in the order of the entries, so that the disk is not
 * waited for between them. The first error ends it, when its turn comes.
 */
export async function* ahead<T, R>(
  entries: AsyncIterable<T>,
  work: (entry: T) => Promise<R>,
  { width, signal }: { width: number; signal?: AbortSignal },
): AsyncGenerator<R> {
  const begun: Promise<R>[] = [];
  for await (const entry of entries) {
    if (signal?.aborted) return;
    const answer = work(entry);
    answer.catch(() => {}); // It is thrown when its turn comes; until then it must not end the process.
    begun.push(answer);
    const first = begun.length >= width ? begun.shift() : undefined;
    if (first) yield await first;
  }
  for (const answer of begun) yield await answer;
}
