import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Log } from '../log.ts';

export interface ListenOptions {
  channel: string;
  /** What the connection is called at the server. */
  application: string;
  /** What the connection does, as a line of the log says it: "wakes deliveries". */
  does: string;
  log: Log;
  /** Called at each notification, and whenever listening begins: some may have been missed before. */
  heard(): void;
}

/** A connection that listens, and is made anew when it breaks. */
export interface Listening {
  stop(): Promise<void>;
}

/** Listens on a connection of its own; throws when there is none to be had. While it is cut off, it tries once a second. */
export async function listenOn(url: string, options: ListenOptions): Promise<Listening> {
  const stopping = new AbortController();
  const connect = () => openListener(url, options);
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
    stop: async () => {
      stopping.abort();
      await listener.client.end();
      await kept;
    },
  };
}

interface Listener {
  client: pg.Client;
  ended: Promise<void>;
}

async function openListener(url: string, { channel, application, does, log, heard }: ListenOptions): Promise<Listener> {
  const client = new pg.Client({
    connectionString: url,
    application_name: application,
    keepAlive: true,
    keepAliveInitialDelayMillis: 5000,
    connectionTimeoutMillis: 5000,
  });
  const ended = new Promise<void>(resolve => client.once('end', resolve));
  client.on('error', error => log.warn({ reason: error.message }, `the connection that ${does} broke`));
  client.on('notification', heard);
  try {
    await client.connect();
    await client.query(`LISTEN ${channel}`);
  } catch (error) {
    client.end().catch(() => undefined);
    throw error;
  }
  heard();
  return { client, ended };
}
