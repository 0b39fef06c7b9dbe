import { performance } from 'node:perf_hooks';
import type { Log } from '../log.ts';
import { findBinaries, usableBinaries } from './binaries.ts';
import { createCluster, dataVersionOf } from './cluster.ts';
import { type Launched, type LaunchOptions, launch } from './launch.ts';
import { withLock } from './lock.ts';
import { type Place, placeFor } from './place.ts';
import { findServer, stopServer } from './server.ts';

/** A PostgreSQL of our own that takes connections. */
export interface Embedded {
  /** Connection URL of its superuser, for 127.0.0.1 only. It holds the password: never log it. */
  url: string;
  /** Whether this call started the server or found it running. */
  mode: 'started' | 'attached';
  dataDirectory: string;
  /** Stops the server if this call started it and waits for its end; an attached one goes on. Close all pools first. */
  stop(): Promise<void>;
}

/** Where the data are, and how they are served. */
export interface EmbeddedOptions {
  /** HANDOFF_HOME: an absolute folder, made when it is missing. */
  home: string;
  log: Log;
  /** False (for tests) gives up safety against power cuts for speed; the default is true. */
  durable?: boolean;
  /** Port to listen on when it has to be started; a free one when it is left out. */
  port?: number;
}

const patience = 60_000;

/**
 * Attaches to the PostgreSQL that runs on <home>/postgres, or makes the data and starts it. Any number of processes may
 * call it at once. The server outlives this process unless stop() is called. Throws with the mend when it can't run.
 */
export async function startEmbedded({ home, log, durable = true, port }: EmbeddedOptions): Promise<Embedded> {
  const since = performance.now();
  const deadline = Date.now() + patience;
  const place = await placeFor(home, log);
  const embedded = (await attach(place, deadline)) ?? (await startLocked(place, { durable, deadline, port }));
  const { mode, dataDirectory } = embedded;
  log.info({ mode, dataDirectory, milliseconds: Math.round(performance.now() - since) }, 'PostgreSQL is ready');
  return embedded;
}

/** Stops the server of a home folder, whoever started it, and waits for its end; false when none runs. */
export async function stopEmbedded(home: string, log: Log): Promise<boolean> {
  const { dataDirectory } = await placeFor(home, log);
  return stopServer(dataDirectory);
}

function startLocked(place: Place, options: LaunchOptions): Promise<Embedded> {
  return withLock(place.lockFolder, patience, async () => {
    return (await attach(place, options.deadline)) ?? started(place, await start(place, options));
  });
}

async function attach({ dataDirectory }: Place, deadline: number): Promise<Embedded | null> {
  const server = await findServer(dataDirectory, deadline);
  return server && { url: server.url, mode: 'attached', dataDirectory, stop: async () => {} };
}

async function start(place: Place, options: LaunchOptions): Promise<Launched> {
  const version = await dataVersionOf(place.dataDirectory);
  const binaries = await usableBinaries(await findBinaries(), place, version);
  if (version === null) await createCluster(binaries, place);
  return launch(binaries, place, options);
}

function started({ dataDirectory }: Place, { url, pid, ended }: Launched): Embedded {
  const stop = async () => {
    if (await stopServer(dataDirectory, pid)) await ended();
  };
  return { url, mode: 'started', dataDirectory, stop };
}
