import { Agent, type Dispatcher } from 'undici';
import type { Range } from './address.ts';
import { type Guard, guarded, PrivateAddress } from './guarded.ts';

/** What a server answered, or why it could not be asked. hopeless: it cannot be asked at another time either. */
export type TargetAnswer =
  | { kind: 'Answer'; status: number; headers: Readonly<Record<string, string>>; text: string }
  | { kind: 'Problem'; message: string; hopeless: boolean };

export interface TargetRequest {
  method?: Dispatcher.HttpMethod;
  headers?: Record<string, string>;
  body?: string;
  /** PEM of the authority that vouches for the server; left out: the usual ones. */
  authority?: string;
  signal: AbortSignal;
}

export interface TargetHttp {
  /** One request, without following redirects. */
  request(url: string, request: TargetRequest): Promise<TargetAnswer>;
  close(): Promise<void>;
}

const timeoutMs = 15_000;
const mostBytes = 1_000_000;

/**
 * Speaks with targets, which people name: it connects only to addresses that are public or allowed, and to the very
 * address that was judged. A redirect is an answer, and is not followed. lookup: the system's unless told otherwise.
 */
export function targetHttp(allowed: readonly Range[], lookup?: Guard['lookup']): TargetHttp {
  const agents = new Map<string, Agent>();
  const agentFor = (authority = '') => {
    const connect = guarded({ allowed, authority, timeoutMs, lookup });
    const known = agents.get(authority) ?? new Agent({ connect, connections: 4 });
    agents.set(authority, known);
    return known;
  };
  return {
    request: (url, request) => send(agentFor(request.authority), new URL(url), request),
    close: async () => {
      await Promise.all([...agents.values()].map(agent => agent.destroy()));
    },
  };
}

async function send(agent: Agent, url: URL, request: TargetRequest): Promise<TargetAnswer> {
  const { method = 'GET', headers = {}, body, signal } = request;
  try {
    const answer = await agent.request({
      ...{ origin: url.origin, path: url.pathname + url.search, method, headers, body },
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    });
    const text = await textOf(answer.body);
    return { kind: 'Answer', status: answer.statusCode, headers: flat(answer.headers), text };
  } catch (error) {
    const hopeless = error instanceof PrivateAddress;
    const mend = hopeless ? ': to reach what is there, name its network in HANDOFF_TARGET_NETWORKS' : '';
    return { kind: 'Problem', hopeless, message: `${url.host} cannot be asked: ${reason(error)}${mend}.` };
  }
}

async function textOf(body: Dispatcher.ResponseData['body']): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of body) {
    size += part.length;
    if (size > mostBytes) throw new Error(`its answer is longer than ${mostBytes} bytes`);
    parts.push(part as Buffer);
  }
  return Buffer.concat(parts).toString('utf8');
}

function flat(headers: Dispatcher.ResponseData['headers']): Record<string, string> {
  const all = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), [value].flat()[0] ?? ''] as const);
  return Object.fromEntries(all);
}

const reasons: Record<string, string> = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'there is no host of that name',
  EAI_AGAIN: 'the name cannot be looked up just now',
  ECONNRESET: 'the connection was cut',
  UND_ERR_SOCKET: 'the connection was cut',
  UND_ERR_CONNECT_TIMEOUT: 'it took too long to connect',
};

function reason(error: unknown): string {
  const { code, name, message } = error as { code?: string; name?: string; message?: string };
  if (name === 'TimeoutError' || name === 'AbortError') return 'it took too long to answer';
  return reasons[code ?? ''] ?? message?.replace(/\.$/, '') ?? 'the connection failed';
}
