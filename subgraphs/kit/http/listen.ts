import type { Server, ServerResponse } from 'node:http';
import { type AddressInfo, Server as NetServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** Thrown when something else already listens on the port that was asked for. */
export class PortTaken extends Error {
  override readonly name = 'PortTaken';
  readonly port: number;

  constructor(port: number) {
    super(`Port ${port} is taken by another program. Stop that program, or choose another port: PORT=${port + 1}.`);
    this.port = port;
  }
}

/** Starts to listen and returns the port, which is a free one when 0 was asked for. Throws PortTaken. */
export async function listen(server: Server, host: string, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    const failed = (error: NodeJS.ErrnoException) => reject(error.code === 'EADDRINUSE' ? new PortTaken(port) : error);
    server.once('error', failed);
    server.listen(port, host, () => {
      server.off('error', failed);
      resolve();
    });
  });
  count(server);
  return (server.address() as AddressInfo).port;
}

/** How long a request may be on its way over a connection that seems to be at rest, in milliseconds. */
const onTheWayMs = 200;

/** The answers that a server owes, by server. */
const owed = new WeakMap<Server, Set<ServerResponse>>();

/** Keeps in mind what a server has still to answer. */
function count(server: Server): void {
  const answers = new Set<ServerResponse>();
  owed.set(server, answers);
  server.prependListener('request', (_, response: ServerResponse) => {
    answers.add(response);
    response.once('close', () => answers.delete(response));
  });
}

/** The connection ends with this answer: whoever asked hears of it in time, and asks elsewhere. */
function isLast(response: ServerResponse): void {
  response.shouldKeepAlive = false;
}

/**
 * Takes no new connection, answers what is owed and what still comes over connections that are there, and says with each
 * answer that it is the connection's last. After so many milliseconds it cuts what is left.
 */
export async function drain(server: Server, graceMs: number): Promise<void> {
  for (const response of owed.get(server) ?? []) isLast(response);
  server.prependListener('request', (_, response: ServerResponse) => isLast(response));
  // http's own close() cuts at once what is at rest, and with it requests that are on their way.
  const closed = new Promise<void>(resolve => NetServer.prototype.close.call(server, () => resolve()));
  const cut = setTimeout(() => server.closeAllConnections(), graceMs);
  await Promise.race([closed, sleep(onTheWayMs)]);
  const idle = setInterval(() => server.closeIdleConnections(), 20);
  server.closeIdleConnections();
  await closed;
  clearInterval(idle);
  clearTimeout(cut);
  // It ends what http watches connections with.
  server.close();
}
