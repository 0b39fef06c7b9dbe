import { EventEmitter, once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** What a line between two parts may do to them. */
export type LineFault =
  /** Everything arrives so much later. */
  | { kind: 'delay'; ms: number }
  /** Everything arrives in small pieces. */
  | { kind: 'drip'; bytes: number; everyMs: number }
  /** What is connected is reset, and so is whatever connects as soon as it says something. */
  | { kind: 'cut' }
  /** What is connected is reset, and nothing listens. */
  | { kind: 'refuse' }
  /** Nothing arrives, and nobody hears of it; what was sent arrives when it is over. */
  | { kind: 'blackHole' }
  /** The far side is gone, and the near side does not hear of it, also when it is over: only what connects anew is joined. */
  | { kind: 'halfOpen' };

/** A line that somebody can do something to. */
export interface TcpProxy {
  port: number;
  /** Does something to it; null: it is as it should be again. */
  fault(fault: LineFault | null): Promise<void>;
  /** How many are connected now. */
  connected(): number;
  stop(): Promise<void>;
}

interface Pair {
  near: Socket;
  far: Socket;
  /** Whether the far side was let go without a word. */
  lost: boolean;
}

/** Opens a line on a free port of 127.0.0.1 to another port there. */
export async function openProxy(to: number): Promise<TcpProxy> {
  const line = new Line(to);
  await line.listen(0);
  return line;
}

/** An address with the host and port of a line in the place of its own, and the line. */
export async function proxied(address: string): Promise<{ address: string; proxy: TcpProxy }> {
  const url = new URL(address);
  const proxy = await openProxy(Number(url.port));
  url.host = `127.0.0.1:${proxy.port}`;
  return { address: url.href, proxy };
}

class Line implements TcpProxy {
  port = 0;
  readonly #to: number;
  readonly #pairs = new Set<Pair>();
  #server: Server | null = null;
  #fault: LineFault | null = null;
  readonly #changed = new EventEmitter().setMaxListeners(0);

  constructor(to: number) {
    this.#to = to;
  }

  async listen(port: number): Promise<void> {
    const server = createServer({ allowHalfOpen: true }, near => this.#join(near));
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', resolve);
    });
    this.#server = server;
    this.port = (server.address() as { port: number }).port;
  }

  async fault(fault: LineFault | null): Promise<void> {
    this.#fault = fault;
    this.#changed.emit('fault');
    const { kind } = fault ?? { kind: null };
    if (kind === 'cut' || kind === 'refuse') for (const pair of this.#pairs) this.#end(pair);
    if (kind === 'halfOpen') for (const pair of this.#pairs) this.#lose(pair);
    if (kind === 'refuse') await this.#close();
    else if (!this.#server) await this.listen(this.port);
  }

  connected(): number {
    return this.#pairs.size;
  }

  async stop(): Promise<void> {
    for (const pair of this.#pairs) this.#end(pair);
    this.#fault = null;
    this.#changed.emit('fault');
    await this.#close();
  }

  #close(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    return new Promise(resolve => (server ? server.close(() => resolve()) : resolve()));
  }

  #join(near: Socket): void {
    const far = connect({ port: this.#to, host: '127.0.0.1', allowHalfOpen: true });
    const pair = { near, far, lost: false };
    this.#pairs.add(pair);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      from.setNoDelay(true);
      from.on('error', () => undefined);
      from.on('close', () => this.#closed(pair, from));
      void this.#carry(pair, from, to);
    }
    if (this.#fault?.kind === 'halfOpen') this.#lose(pair);
  }

  /** Carries all that comes from one side to the other, in its order, and the end of it. */
  async #carry(pair: Pair, from: Socket, to: Socket): Promise<void> {
    try {
      for await (const chunk of from.iterator({ destroyOnReturn: false })) await this.#pass(pair, chunk as Buffer, to);
      while (this.#fault?.kind === 'blackHole') await once(this.#changed, 'fault');
      if (!pair.lost) to.end();
    } catch {
      // It was cut: the other side hears of that when this one is closed.
    }
  }

  async #pass(pair: Pair, chunk: Buffer, to: Socket): Promise<void> {
    while (this.#fault?.kind === 'blackHole') await once(this.#changed, 'fault');
    const fault = this.#fault;
    if (pair.lost || to.destroyed) return;
    if (fault?.kind === 'cut') return this.#end(pair);
    if (fault?.kind === 'delay') await sleep(fault.ms);
    if (fault?.kind !== 'drip') return written(to, chunk);
    let at = 0;
    for (; at < chunk.length && this.#fault === fault; at += fault.bytes) {
      await sleep(fault.everyMs);
      await written(to, chunk.subarray(at, at + fault.bytes));
    }
    if (at < chunk.length) await written(to, chunk.subarray(at));
  }

  /** What one side has sent still reaches the other, unless it was cut off. */
  #closed(pair: Pair, side: Socket): void {
    if (pair.lost && side === pair.far) return;
    this.#pairs.delete(pair);
    const other = side === pair.near ? pair.far : pair.near;
    if (side.errored) other.resetAndDestroy();
    else other.destroySoon();
  }

  #lose(pair: Pair): void {
    pair.lost = true;
    pair.far.destroy();
  }

  #end(pair: Pair): void {
    this.#pairs.delete(pair);
    for (const side of [pair.near, pair.far]) if (!side.destroyed) side.resetAndDestroy();
  }
}

/** Resolves when it has left, or cannot. */
function written(to: Socket, bytes: Buffer): Promise<void> {
  return new Promise(resolve => to.write(bytes, () => resolve()));
}
