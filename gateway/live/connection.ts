import { once } from 'node:events';
import type { ServerResponse } from 'node:http';

/** What is sent over one stream: the next update is read only once the one before has gone out. */
export class Connection {
  #unsent = 0;
  #waiting: (() => void)[] = [];

  /** An update was handed over to be sent. */
  handed(): void {
    this.#unsent++;
  }

  /** An update has gone out. */
  sent(): void {
    this.#unsent--;
    if (this.#unsent > 0) return;
    for (const go of this.#waiting.splice(0)) go();
  }

  /** Resolves when all that was handed over has gone out. */
  async clear(): Promise<void> {
    while (this.#unsent > 0) await new Promise<void>(resolve => this.#waiting.push(resolve));
  }

  /** Lets go whoever waits: nobody reads any more. */
  cut(): void {
    this.#unsent = 0;
    for (const go of this.#waiting.splice(0)) go();
  }
}

/** A reader that takes nothing for this long is cut off, in milliseconds. */
const patienceMs = 60_000;

/** Sends the messages of a stream at the pace at which they are read, and ends it. */
export async function pump(
  response: ServerResponse,
  messages: AsyncGenerator<string>,
  connection: Connection,
): Promise<void> {
  response.once('close', () => {
    connection.cut();
    void messages.return(undefined);
  });
  for await (const message of messages) {
    if (response.destroyed || response.writableEnded) break;
    if (!response.write(withPlace(message))) await drained(response);
    if (message.startsWith('event: next')) connection.sent();
  }
  response.end();
}

async function drained(response: ServerResponse): Promise<void> {
  const done = new AbortController();
  const signal = AbortSignal.any([done.signal, AbortSignal.timeout(patienceMs)]);
  try {
    await Promise.race([once(response, 'drain', { signal }), once(response, 'close', { signal })]);
  } catch {
    response.destroy();
  } finally {
    done.abort();
  }
}

/** By the end of an update its place in the trail is known: a browser sends it back when it connects again. */
function withPlace(message: string): string {
  const place = /"extensions":\{"eventId":"(\d+)"\}\}\n\n$/.exec(message)?.[1];
  return place === undefined ? message : `id: ${place}\n${message}`;
}
