import type { TokenHolder } from '@handoff/kit/access/identity';
import { newToken, tokenHash } from '@handoff/kit/access/token';
import { silentLog } from '@handoff/kit/log';
import { openBudgets } from '../budget/budgets.ts';
import { type Gateway, type GatewayOptions, startGateway } from '../gateway.ts';
import { createIdentify, type IdentityLookup } from '../identify.ts';
import { inProcess } from '../inprocess.ts';
import { openOperations } from '../operations/known.ts';
import { subgraphs, supergraph } from './subgraphs.ts';

export const annToken = newToken().text;
export const botToken = 'the-bot-token-of-this-test';

const common = { limitedTo: null, expiresAt: null, revokedAt: null, active: true, delivers: false };
const ann: TokenHolder = { ...common, tokenId: 'tok_1', kind: 'person', id: 'per_ann', name: 'Ann' };
const bot: TokenHolder = { ...common, tokenId: 'tok_2', kind: 'service', id: 'svc_bot', name: 'Bot', delivers: true };
const holders = new Map([
  [tokenHash(annToken), ann],
  [tokenHash(botToken), bot],
]);

/** Knows Ann and the bot by their tokens, and Bea from Slack as U0BEA. */
export const lookup: IdentityLookup = {
  holder: async hash => holders.get(hash) ?? null,
  personBySlack: async id => (id === 'U0BEA' ? { id: 'per_bea', name: 'Bea' } : null),
  personByIdentity: async () => null,
  seen: () => undefined,
};

/** A gateway on a free port, over the small subgraphs, that knows Ann and the bot, and Bea from Slack as U0BEA. */
export function openHouse(options: Partial<GatewayOptions> = {}): Promise<Gateway> {
  return startGateway({
    supergraph,
    join: inProcess(subgraphs()),
    identify: () => createIdentify(lookup),
    host: '127.0.0.1',
    port: 0,
    log: silentLog(),
    ready: async () => ({ ready: true, parts: { database: 'ready' } }),
    extra: [],
    budgets: openBudgets({ limits: { person: 1e9, service: 1e9 } }),
    mlflowSecrets: [],
    operations: openOperations(new Map(), { only: false, free: new Set() }),
    openFeed: () => Promise.reject(new Error('There is no trail to follow here.')),
    streamsPerCaller: 50,
    observations: async () => ({ kind: 'Taken', body: {} }),
    publicUrl: 'https://handoff.example.org',
    graphiql: null,
    pages: null,
    ...options,
  });
}

/** What came back for a request. */
export interface Reply {
  status: number;
  headers: Headers;
  text: string;
  json: {
    data?: Record<string, unknown> | null;
    errors?: { message: string; extensions: { code: string; requestId: string } }[];
  };
}

/** Sends a GraphQL request as Ann; headers given replace hers. body: a text is sent as it is. */
export async function ask(url: string, body: object | string, headers: Record<string, string> = {}): Promise<Reply> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${annToken}`, ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return replyOf(response);
}

/** The parts of a fetch response that tests look at. */
export async function replyOf(response: Response): Promise<Reply> {
  const text = await response.text();
  const isJson = /json/.test(response.headers.get('content-type') ?? '');
  return { status: response.status, headers: response.headers, text, json: isJson ? JSON.parse(text) : {} };
}
