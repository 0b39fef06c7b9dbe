import { EventEmitter } from 'node:events';
import pg from 'pg';
import type { Log } from '../log.ts';

/** Lets waiting claims know that something became due. */
export interface Wake {
  /** Resolves when something became due, after the time is up, or when the signal ends it. */
  wait(milliseconds: number, signal?: AbortSignal): Promise<void>;
  stop(): Promise<void>;
}

export const dueChannel = 'handoff_due';

/**
 * Listens on a connection of its own. While it is cut off, waits simply run their time: nothing is lost,
 * it only comes later.
 */
export async function listenForDue(url: string, log: Log): Promise<Wake> {
  const due = new EventEmitter().setMaxListeners(0);
  let stopped = false;
  let client: pg.Client | null = null;
  const connect = async () => {
    const next = new pg.Client({ connectionString: url, application_name: 'handoff-wake', keepAlive: true });
    next.on('error', error => log.warn({ reason: error.message }, 'the connection that wakes deliveries broke'));
    next.on('end', () => retryLater());
    next.on('notification', () => due.emit('due'));
    await next.connect();
    await next.query(`LISTEN ${dueChannel}`);
    client = next;
    due.emit('due');
  };
  const retryLater = () => {
    client = null;
    if (!stopped) setTimeout(() => connect().catch(retryLater), 1000).unref();
  };
  await connect();
  return {
    wait: (milliseconds, signal) => waitFor(due, milliseconds, signal),
    stop: async () => {
      stopped = true;
      due.emit('due');
      await client?.end();
    },
  };
}

function waitFor(due: EventEmitter, milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    const done = () => {
      clearTimeout(timer);
      due.off('due', done);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, Math.max(0, milliseconds));
    due.once('due', done);
    signal?.addEventListener('abort', done);
    if (signal?.aborted) done();
  });
}
