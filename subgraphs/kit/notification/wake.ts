import { EventEmitter } from 'node:events';
import { listenOn } from '../database/listen.ts';
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
  const heard = () => void due.emit('due');
  const listening = await listenOn(url, {
    channel: dueChannel,
    application: 'handoff-wake',
    does: 'wakes deliveries',
    log,
    heard,
  });
  return {
    wait: (milliseconds, signal) => waitFor(due, milliseconds, signal),
    stop: async () => {
      heard();
      await listening.stop();
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
