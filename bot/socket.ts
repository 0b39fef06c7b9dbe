import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '@handoff/kit/log';
import type { SocketModeReceiver } from '@slack/bolt';

type SocketClient = SocketModeReceiver['client'];

/** One Socket Mode connection that comes back by itself. */
export interface Socket {
  /** Resolves when connected. Throws when the first connection fails. */
  open(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Keeps a socket connected. The client's own way of reconnecting waits five seconds and, when Slack cannot be
 * reached at that moment, ends the process with an unhandled rejection; so it is switched off, and done here.
 */
export function keepConnected(client: SocketClient, log: Log): Socket {
  const closing = new AbortController();
  let connecting = false;
  const reconnect = async () => {
    if (connecting || closing.signal.aborted) return;
    connecting = true;
    for (let failures = 0; !closing.signal.aborted; failures++) {
      if (await connects(client, log)) break;
      const ms = Math.min(15_000, 250 * 2 ** failures);
      await sleep(ms, undefined, { signal: closing.signal }).catch(() => undefined);
    }
    connecting = false;
  };
  return {
    open: async () => {
      connecting = true;
      await client.start();
      connecting = false;
      client.on('disconnected', () => void reconnect());
    },
    close: async () => {
      closing.abort();
      await Promise.race([client.disconnect(), sleep(2_000, undefined, { ref: false })]);
    },
  };
}

async function connects(client: SocketClient, log: Log): Promise<boolean> {
  try {
    await client.start();
    return true;
  } catch (error) {
    log.warn({ err: error }, 'The connection to Slack is lost; it is tried again.');
    return false;
  }
}
