import { actingFor } from './acting-for.ts';
import type { Actor, Via } from './actor.ts';
import { openWire } from './http/wire.ts';

/** What the graph answered. Expected failures are values: nothing is thrown. */
export type GraphAnswer<T> =
  /** errors: what another part of the graph could not supply; its fields are null in data. */
  | { kind: 'Data'; data: T; errors: readonly GraphError[] }
  /** code: of the first GraphQL error, or HTTP_<status>; status: of the HTTP answer. */
  | { kind: 'Refused'; status: number; code: string; message: string }
  | { kind: 'Unreachable'; message: string };

export interface GraphError {
  code: string;
  message: string;
}

export interface GraphClient {
  request<T>(document: string, variables?: object, options?: RequestOptions): Promise<GraphAnswer<T>>;
  /** Lets go of the connections; requests under way are finished first. */
  close(): Promise<void>;
}

export interface RequestOptions {
  signal?: AbortSignal;
  /** Slack user id of the linked person for whom this one request is made. Needs DELIVER. */
  actingFor?: string;
  /** For whom this one request is made, as this part was told: only a part that knows the internal key can. */
  caller?: Actor;
}

/** Where the graph is, and how it is reached. */
export interface GraphPlace {
  /** Address of the gateway, or of several; `/graphql` is added where no path is given. */
  url: string | readonly string[];
  /** How long to wait for an answer to begin, and between its parts. Default 60,000 ms. */
  timeoutMs?: number;
  /** Another way to send, of the shape of the platform's fetch: for one process and for tests. */
  fetch?: Fetch;
}

export interface GraphClientOptions extends GraphPlace {
  /** Bearer token of a person or a service account. */
  token: string;
  via: Exclude<Via, 'SYSTEM'>;
}

export type Fetch = (url: string, request: FetchRequest) => Promise<FetchAnswer>;
export interface FetchRequest {
  method: 'POST';
  headers: Record<string, string>;
  body: string;
  signal?: AbortSignal;
}
export interface FetchAnswer {
  status: number;
  text(): Promise<string>;
}

/** A client of the graph over kept-alive connections. Throws a TypeError when the address is none. */
export function createGraphClient(options: GraphClientOptions): GraphClient {
  return clientWith(options, (body, { actingFor: slackUserId }) => headersFor(options, body, slackUserId));
}

/** The headers that say who sends a body. */
export type Signed = (body: string, options: RequestOptions) => Record<string, string>;

/** A client that says in a way of its own who sends a request. Throws a TypeError when the address is none. */
export function clientWith(place: GraphPlace, signed: Signed): GraphClient {
  const endpoints = [place.url].flat().map(graphEndpoint);
  const [endpoint = graphEndpoint('')] = endpoints;
  const wire = place.fetch ? { fetch: place.fetch, close: async () => {} } : pooled(endpoints, place.timeoutMs);
  return {
    request: async (document, variables = {}, options = {}) => {
      const { signal } = options;
      const body = JSON.stringify({ query: document, variables });
      const headers = { ...jsonHeaders, ...signed(body, options) };
      try {
        const answer = await wire.fetch(endpoint.href, { method: 'POST', headers, body, signal });
        return read(endpoint, answer.status, await answer.text());
      } catch (error) {
        return { kind: 'Unreachable', message: unreachable(endpoint, error, signal) };
      }
    },
    close: wire.close,
  };
}

/** The address to post to: `/graphql` where the given one has no path. Throws a TypeError on a text that is no address. */
export function graphEndpoint(url: string): URL {
  const endpoint = new URL(url);
  if (endpoint.pathname === '/') endpoint.pathname = '/graphql';
  return endpoint;
}

function pooled(endpoints: readonly URL[], timeoutMs = 60_000) {
  const { post, close } = openWire(endpoints, { connections: 16, timeoutMs });
  const fetch: Fetch = async (_, request) => {
    const { status, text } = await post(request);
    return { status, text: async () => text };
  };
  return { fetch, close };
}

const jsonHeaders = {
  'content-type': 'application/json',
  accept: 'application/graphql-response+json, application/json',
};

function headersFor({ token, via }: GraphClientOptions, body: string, slackUserId?: string): Record<string, string> {
  const headers: Record<string, string> = { authorization: `Bearer ${token}`, 'handoff-via': via };
  if (slackUserId !== undefined) {
    const nowSeconds = Math.floor(Date.now() / 1000);
    headers['handoff-acting-for'] = actingFor({ token, slackUserId, nowSeconds, body });
  }
  return headers;
}

interface GraphBody {
  data?: unknown;
  errors?: readonly { message?: string; extensions?: { code?: string } }[];
}

function read<T>(endpoint: URL, status: number, text: string): GraphAnswer<T> {
  const body = parsed(text);
  if (!body) return refusedWithoutGraph(endpoint, status);
  const errors = (body.errors ?? []).map(({ message, extensions }) => ({
    code: extensions?.code ?? `HTTP_${status}`,
    message: message ?? 'The server gave no reason.',
  }));
  const [first] = errors;
  if (body.data !== undefined && body.data !== null) return { kind: 'Data', data: body.data as T, errors };
  return first ? { kind: 'Refused', status, ...first } : refusedWithoutGraph(endpoint, status);
}

function parsed(text: string): GraphBody | null {
  try {
    const body: unknown = JSON.parse(text);
    const { data, errors } = (body ?? {}) as GraphBody;
    return data !== undefined || Array.isArray(errors) ? { data, errors } : null;
  } catch {
    return null;
  }
}

/** What an answer means that carries no GraphQL: from a proxy, another service, or the door before the graph. */
function refusedWithoutGraph(endpoint: URL, status: number): GraphAnswer<never> {
  if (status === 401) {
    const message = `${endpoint.origin} does not know this token: check that it is complete and was not revoked.`;
    return { kind: 'Refused', status, code: 'UNAUTHENTICATED', message };
  }
  if (status >= 502 && status <= 504) {
    const message = `${endpoint.origin} is not ready (HTTP ${status}): try again in a moment.`;
    return { kind: 'Refused', status, code: 'UNAVAILABLE', message };
  }
  const message = `${endpoint.href} answered HTTP ${status}, but not as a graph: check the address.`;
  return { kind: 'Refused', status, code: `HTTP_${status}`, message };
}

const reasons: Record<string, string> = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'there is no host of that name',
  EAI_AGAIN: 'the name cannot be looked up just now',
  ECONNRESET: 'the connection was cut',
  UND_ERR_SOCKET: 'the connection was cut',
  UND_ERR_CONNECT_TIMEOUT: 'it took too long to connect',
  UND_ERR_HEADERS_TIMEOUT: 'it took too long to answer',
  UND_ERR_BODY_TIMEOUT: 'it stopped in the middle of its answer',
};

function unreachable(endpoint: URL, error: unknown, signal?: AbortSignal): string {
  if (signal?.aborted) return `The request to ${endpoint.origin} was cancelled.`;
  const { code, message } = error as { code?: string; message?: string };
  const reason = reasons[code ?? ''] ?? message ?? String(error);
  return `${endpoint.origin} cannot be reached: ${reason}. Check that Handoff runs there.`;
}
