import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Answer } from './answer.ts';
import { makeSecret } from './ids.ts';
import { isRecord, readJson } from './json.ts';
import { urlOf } from './request-url.ts';

/** One thing for the app, as it travels over a socket. */
export interface Envelope {
  type: string;
  payload: unknown;
  accepts_response_payload: boolean;
  retry_attempt?: number;
  retry_reason?: string;
}

interface Waiting {
  socket: WebSocket;
  settle: (answer: Answer) => void;
}

const pingEveryMs = 5000;

/** The app's Socket Mode connections: tickets, greeting, pings, and envelopes handed round in turn. */
export class SocketHub {
  readonly #server = new WebSocketServer({ noServer: true });
  readonly #tickets = new Set<string>();
  readonly #waiting = new Map<string, Waiting>();
  readonly #appId: string;
  #sockets: WebSocket[] = [];

  constructor(appId: string) {
    this.#appId = appId;
  }

  /** How many sockets are open. */
  get size(): number {
    return this.#sockets.length;
  }

  /** A ticket that lets one socket in. */
  issueTicket(): string {
    const ticket = makeSecret();
    this.#tickets.add(ticket);
    return ticket;
  }

  /** Lets a socket with a good ticket in, and refuses every other. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const url = urlOf(request);
    const allowed = url.pathname === '/link' && this.#tickets.delete(url.searchParams.get('ticket') ?? '');
    if (!allowed) {
      socket.end('HTTP/1.1 401 Unauthorized\r\nconnection: close\r\n\r\n');
      return;
    }
    this.#server.handleUpgrade(request, socket, head, client => this.#welcome(client));
  }

  /** Sends an envelope over the next socket in turn and waits for its acknowledgement. */
  send(envelope: Envelope, ackMs: number): Promise<Answer> {
    const socket = this.#next();
    if (!socket) return Promise.resolve({ status: 0, payload: undefined, error: 'no_connection' });
    const id = randomUUID();
    return new Promise(resolve => {
      const settle = (answer: Answer) => {
        clearTimeout(timer);
        this.#waiting.delete(id);
        resolve(answer);
      };
      const timer = setTimeout(() => settle({ status: 0, payload: undefined, error: 'http_timeout' }), ackMs);
      this.#waiting.set(id, { socket, settle });
      socket.send(JSON.stringify({ envelope_id: id, ...envelope }));
    });
  }

  /** Asks every socket to reconnect. */
  refresh(reason: string): void {
    for (const socket of this.#sockets) socket.send(JSON.stringify({ type: 'disconnect', reason, debug_info: {} }));
  }

  /** Cuts every socket at once. */
  cut(): void {
    for (const socket of this.#sockets) socket.terminate();
  }

  /** Cuts every socket and takes no new ones. */
  close(): void {
    this.#tickets.clear();
    this.cut();
    this.#server.close();
  }

  #next(): WebSocket | undefined {
    const [first, ...rest] = this.#sockets.filter(socket => socket.readyState === socket.OPEN);
    if (first) this.#sockets = [...rest, first];
    return first;
  }

  #welcome(socket: WebSocket): void {
    this.#sockets.push(socket);
    const pings = setInterval(() => socket.ping('ping'), pingEveryMs);
    pings.unref();
    socket.on('message', data => this.#acknowledge(String(data)));
    socket.on('error', () => socket.terminate());
    socket.on('close', () => {
      clearInterval(pings);
      this.#forget(socket);
    });
    const hello = { type: 'hello', num_connections: this.size, connection_info: { app_id: this.#appId } };
    socket.send(JSON.stringify(hello));
  }

  #forget(socket: WebSocket): void {
    this.#sockets = this.#sockets.filter(other => other !== socket);
    for (const waiting of this.#waiting.values()) {
      if (waiting.socket === socket) waiting.settle({ status: 0, payload: undefined, error: 'connection_closed' });
    }
  }

  #acknowledge(text: string): void {
    const message = readJson(text);
    if (!isRecord(message) || typeof message.envelope_id !== 'string') return;
    const { payload } = message;
    const empty = isRecord(payload) && Object.keys(payload).length === 0;
    this.#waiting.get(message.envelope_id)?.settle({ status: 200, payload: empty ? undefined : payload });
  }
}
