import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { listen } from '@handoff/kit/http/listen';
import { inSeconds, type Signer, signed } from './provider.ts';

/** An identity provider that signs people in with a code, and can be told to misbehave. */
export interface CodeProvider {
  issuer: string;
  /** Whoever sits at the browser, as claims; null: they decline. */
  person: Record<string, unknown> | null;
  /** Changes the ID token. */
  change: Record<string, unknown>;
  /** Signs instead of the key that is published. */
  signer: Signer | null;
  /** What was sent to its token endpoint, newest last. */
  exchanged: URLSearchParams[];
  close(): Promise<void>;
}

interface Asked {
  challenge: string;
  nonce: string;
  callback: string;
}

/** Starts a provider that knows the client "handoff-pages" by the secret "its secret". */
export async function codeProvider(key: Signer): Promise<CodeProvider> {
  const codes = new Map<string, Asked>();
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    if (url.pathname === '/authorize') return authorize(provider, { url, response, codes });
    if (url.pathname === '/token') return void exchange(provider, { request, response, codes, key });
    json(response, url.pathname === '/keys' ? { keys: [key.jwk] } : discovery(provider.issuer));
  });
  const provider: CodeProvider = {
    issuer: '',
    person: null,
    change: {},
    signer: null,
    exchanged: [],
    close: async () => {
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
    },
  };
  provider.issuer = `http://127.0.0.1:${await listen(server, '127.0.0.1', 0)}`;
  return provider;
}

function discovery(issuer: string): object {
  return {
    issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    jwks_uri: `${issuer}/keys`,
    response_types_supported: ['code'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
    code_challenge_methods_supported: ['S256'],
  };
}

interface Authorizing {
  url: URL;
  response: ServerResponse;
  codes: Map<string, Asked>;
}

function authorize({ person }: CodeProvider, { url, response, codes }: Authorizing): void {
  const asked = url.searchParams;
  const back = new URL(asked.get('redirect_uri') ?? '');
  back.searchParams.set('state', asked.get('state') ?? '');
  const code = randomUUID();
  const kept = { challenge: asked.get('code_challenge') ?? '', nonce: asked.get('nonce') ?? '', callback: back.origin };
  if (person && asked.get('code_challenge_method') === 'S256' && kept.nonce !== '') {
    codes.set(code, kept);
    back.searchParams.set('code', code);
  } else back.searchParams.set('error', 'access_denied');
  response.writeHead(303, { location: back.href }).end();
}

interface Exchanging {
  request: IncomingMessage;
  response: ServerResponse;
  codes: Map<string, Asked>;
  key: Signer;
}

async function exchange(provider: CodeProvider, { request, response, codes, key }: Exchanging): Promise<void> {
  const sent = new URLSearchParams(Buffer.concat(await request.toArray()).toString());
  provider.exchanged.push(sent);
  const asked = codes.get(sent.get('code') ?? '');
  codes.delete(sent.get('code') ?? '');
  const proof = createHash('sha256')
    .update(sent.get('code_verifier') ?? '')
    .digest('base64url');
  const isKnown = sent.get('client_id') === 'handoff-pages' && sent.get('client_secret') === 'its secret';
  if (!asked || asked.challenge !== proof || !isKnown) return json(response, { error: 'invalid_grant' }, 400);
  const times = { iat: inSeconds(-1), exp: inSeconds(300) };
  const payload = { iss: provider.issuer, aud: 'handoff-pages', nonce: asked.nonce, ...times, ...provider.person };
  const token = await signed(provider.signer ?? key, { ...payload, ...provider.change }, { typ: 'JWT' });
  json(response, { access_token: 'opaque', token_type: 'Bearer', expires_in: 300, id_token: token });
}

function json(response: ServerResponse, value: object, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}
