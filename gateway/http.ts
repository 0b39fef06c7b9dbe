import type { GraphQLDataSource, GraphQLDataSourceProcessOptions } from '@apollo/gateway';
import { assertion, callerHeader } from '@handoff/kit/assertion';
import type { Caller } from '@handoff/kit/caller';
import { Outage } from '@handoff/kit/errors';
import { openWire, type Wire } from '@handoff/kit/http/wire';
import { missing } from './join.ts';
import type { RequestContext } from './request-context.ts';

/** Subgraphs in other processes, and what is shared with them. */
export interface RemoteSubgraphs {
  /** Of each subgraph the full addresses of all its servers. */
  addresses: Readonly<Record<string, readonly string[]>>;
  /** HANDOFF_INTERNAL_KEY. */
  key: string;
  /** How long a subgraph may take, in milliseconds; 30 s unless told otherwise, because a claim waits for up to 25 s. */
  timeoutMs?: number;
}

type Response = Awaited<ReturnType<GraphQLDataSource['process']>>;

/** One subgraph over HTTP. */
export interface RemoteSource extends GraphQLDataSource<RequestContext> {
  /** Asks the subgraph one thing. Throws an Outage when it does not answer as one. */
  ask(asked: { query?: string; variables?: object; operationName?: string }, caller: Caller): Promise<Response>;
}

export interface Remote {
  /** Throws an Error for a name that is not among the subgraphs. */
  source(name: string): RemoteSource;
  /** Cuts all connections. */
  close(): Promise<void>;
}

/** Where the gateway asks subgraphs in other processes; connections are kept, and every request is signed. */
export function overHttp({ addresses, key, timeoutMs = 30_000 }: RemoteSubgraphs): Remote {
  const wires = Object.entries(addresses).map(([name, urls]) => {
    const wire = openWire(
      urls.map(url => new URL(url)),
      { connections: 32, timeoutMs, alive: { path: '/livez' } },
    );
    return { name, wire };
  });
  const sources = new Map(wires.map(({ name, wire }) => [name, new OverHttp({ name, wire, key })]));
  return {
    source(name) {
      const source = sources.get(name);
      if (source) return source;
      throw missing(name);
    },
    close: async () => void (await Promise.all(wires.map(({ wire }) => wire.destroy()))),
  };
}

class OverHttp implements RemoteSource {
  readonly #of: { name: string; wire: Wire; key: string };

  constructor(of: { name: string; wire: Wire; key: string }) {
    this.#of = of;
  }

  process({ request, context }: GraphQLDataSourceProcessOptions<RequestContext>): Promise<Response> {
    return this.ask(request, (context as RequestContext).caller);
  }

  async ask(
    { query, variables, operationName }: Parameters<RemoteSource['ask']>[0],
    { actor, signal, rateLimit }: Caller,
  ): Promise<Response> {
    const { name, wire, key } = this.#of;
    const body = JSON.stringify({ query, variables, operationName });
    const nowSeconds = Math.floor(Date.now() / 1000);
    const headers = {
      'content-type': 'application/json',
      [callerHeader]: assertion({ key, audience: name, actor, nowSeconds, body, rateLimit }),
    };
    const { status, text } = await wire.post({ headers, body, signal });
    return read(name, status, text);
  }
}

/** The answer of a subgraph. Throws an Outage for one that is no answer of the graph. */
function read(name: string, status: number, text: string): Response {
  if (status === 401) {
    throw new Outage(
      `${name} does not take this gateway's requests (HTTP 401): give both the same HANDOFF_INTERNAL_KEY, check that the address is ${name}'s, and that their clocks agree.`,
    );
  }
  const answer = parsed(text);
  if (status >= 500 || !answer) throw new Outage(`${name} answered HTTP ${status}, but not as a subgraph.`);
  return answer;
}

function parsed(text: string): Response | null {
  try {
    const { data, errors } = JSON.parse(text) as Response;
    return data !== undefined || Array.isArray(errors) ? { data, errors } : null;
  } catch {
    return null;
  }
}
