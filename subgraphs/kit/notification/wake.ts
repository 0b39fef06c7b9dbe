import { EventEmitter } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
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
 * Listens on a connection of its own; throws when there is none to be had. While it is cut off, it tries to connect
 * once a second and waits simply run their time: nothing is lost, it only comes later.
 */
export async function listenForDue(url: string, log: Log): Promise<Wake> {
  const due = new EventEmitter().setMaxListeners(0);
  const stopping = new AbortController();
  const connect = () => openListener(url, { due, log });
  let listener = await connect();
  const keepListening = async () => {
    for (;;) {
      await listener.ended;
      await sleep(1000, undefined, { ref: false, signal: stopping.signal }).catch(() => undefined);
      if (stopping.signal.aborted) return;
      listener = await connect().catch(() => listener);
      if (stopping.signal.aborted) await listener.client.end();
    }
  };
  const kept = keepListening();
  return {
    wait: (milliseconds, signal) => waitFor(due, milliseconds, signal),
    stop: async () => {
      stopping.abort();
      due.emit('due');
      await listener.client.end();
      await kept;
    },
  };
}

interface Listener {
  client: pg.Client;
  ended: Promise<void>;
}

async function openListener(url: string, on: { due: EventEmitter; log: Log }): Promise<Listener> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'handoff-wake',
    keepAlive: true,
    connectionTimeoutMillis: 5000,
  });
  const ended = new Promise<void>(resolve => client.once('end', resolve));
  client.on('error', error => on.log.warn({ reason: error.message }, 'the connection that wakes deliveries broke'));
  client.on('notification', () => on.due.emit('due'));
  try {
    await client.connect();
    await client.query(`LISTEN ${dueChannel}`);
  } catch (error) {
    client.end().catch(() => undefined);
    throw error;
  }
  on.due.emit('due');
  return { client, ended };
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
