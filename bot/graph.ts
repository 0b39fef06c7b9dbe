import { createGraphClient, type GraphAnswer, type GraphClient } from '@handoff/kit/graph-client';
import type { Operations } from './answers/operations.ts';
import { readOperations } from './operations.ts';

/** The graph did not answer, or not yet: the same request may be tried again later. */
export class GraphUnavailable extends Error {
  override name = 'GraphUnavailable';
}

/** The graph refused the request itself: trying again will not help. */
export class GraphRefused extends Error {
  override name = 'GraphRefused';
}

/** Sends one operation. Throws GraphUnavailable or GraphRefused; what the graph decides is a value in the answer. */
export type Ask = <K extends keyof Operations>(
  operation: K,
  variables: Operations[K]['variables'],
  signal?: AbortSignal,
) => Promise<Operations[K]['data']>;

/** The graph as the bot sees it. */
export interface Graph {
  /** As the bot's own service account: claiming, settling, drawing cards, linking people. */
  asBot: Ask;
  /** As a linked person: everything a person does. */
  as(slackUserId: string): Ask;
  close(): Promise<void>;
}

/** Where the graph is, by one address or several, and the bot's service token. */
export interface GraphOptions {
  url: string | readonly string[];
  token: string;
}

/** Opens the graph. Throws a TypeError when the address is none. */
export function openGraph({ url, token }: GraphOptions): Graph {
  const client = createGraphClient({ url, token, via: 'SLACK', timeoutMs: 40_000 });
  const operations = readOperations();
  const asking = (actingFor?: string): Ask => {
    return async (operation, variables, signal) => {
      const document = operations.get(operation);
      if (document === undefined) throw new Error(`The bot has no operation ${operation}.`);
      return await send(client, { document, variables, actingFor, signal: signal ?? AbortSignal.timeout(15_000) });
    };
  };
  return { asBot: asking(), as: slackUserId => asking(slackUserId), close: () => client.close() };
}

interface Request {
  document: string;
  variables: object;
  actingFor: string | undefined;
  signal: AbortSignal;
}

async function send<T>(client: GraphClient, { document, variables, actingFor, signal }: Request): Promise<T> {
  const answer: GraphAnswer<T> = await client.request<T>(document, variables, { actingFor, signal });
  if (answer.kind === 'Data') return answer.data;
  if (answer.kind === 'Unreachable' || passing(answer)) throw new GraphUnavailable(answer.message);
  throw new GraphRefused(`${answer.message} (${answer.code})`);
}

function passing({ code, status }: { code: string; status: number }): boolean {
  return code === 'UNAVAILABLE' || code === 'RATE_LIMITED' || status >= 500 || status === 429;
}
