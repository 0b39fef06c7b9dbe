import { setTimeout as sleep } from 'node:timers/promises';
import { dataVersionOf } from './cluster.ts';
import { type Embedded, type EmbeddedOptions, startEmbedded } from './embedded.ts';
import { seemsToRun } from './server.ts';

const pauseMs = 500;

/**
 * Like startEmbedded, and starts the server again, on the port that its clients know, whenever it ends without stop():
 * killed, crashed, or stopped by another process that had started it. While it can't, it is tried again and logged.
 */
export async function startKept(options: EmbeddedOptions): Promise<Embedded> {
  const { log } = options;
  let current = await startEmbedded(options);
  const { url, mode, dataDirectory } = current;
  const over = new AbortController();
  const again = async () => {
    if ((await seemsToRun(dataDirectory)) || (await dataVersionOf(dataDirectory)) === null) return;
    log.warn({ dataDirectory }, 'PostgreSQL has ended unasked; it is started again.');
    current = await startEmbedded({ ...options, port: Number(new URL(url).port) });
  };
  const watch = async () => {
    while (await pause(over.signal)) {
      await again().catch(err => log.error({ err }, 'PostgreSQL does not start; it is tried again.'));
    }
  };
  const watching = watch();
  const stop = async () => {
    over.abort();
    await watching;
    await current.stop();
  };
  return { url, mode, dataDirectory, stop };
}

/** Waits a moment without keeping the process alive; false when it is over. */
function pause(signal: AbortSignal): Promise<boolean> {
  return sleep(pauseMs, !signal.aborted, { ref: false, signal }).catch(() => false);
}
