import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { listen } from '@handoff/kit/http/listen';
import {
  type CryptoKey,
  exportJWK,
  generateKeyPair,
  type JWK,
  type JWTHeaderParameters,
  type JWTPayload,
  SignJWT,
} from 'jose';

/** A key pair of the provider, by its name. */
export interface Signer {
  kid: string;
  alg: string;
  privateKey: CryptoKey;
  publicKey: CryptoKey;
  jwk: JWK;
}

/** A key pair that a provider could publish. */
export async function signer(kid: string, alg = 'RS256'): Promise<Signer> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  return { kid, alg, privateKey, publicKey, jwk: { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' } };
}

/** A small identity provider on loopback. */
export interface TestProvider {
  issuer: string;
  /** What it publishes; change it to rotate. */
  keys: JWK[];
  /** Paths that were asked for, in order. */
  asked: string[];
  /** Answers instead of what is right, while it is set. */
  instead: ((request: IncomingMessage, response: ServerResponse) => void) | null;
  close(): Promise<void>;
}

/** Starts a provider that publishes the keys of these signers. */
export async function testProvider(...signers: readonly Signer[]): Promise<TestProvider> {
  const server = createServer((request, response) => {
    provider.asked.push(request.url ?? '');
    if (provider.instead) return provider.instead(request, response);
    const document = { issuer: provider.issuer, jwks_uri: `${provider.issuer}/keys` };
    const answers: Record<string, object> = {
      '/.well-known/openid-configuration': document,
      '/keys': { keys: provider.keys },
    };
    const answer = answers[request.url ?? ''];
    response.writeHead(answer ? 200 : 404, { 'content-type': 'application/json' }).end(JSON.stringify(answer ?? {}));
  });
  const provider: TestProvider = {
    issuer: '',
    keys: signers.map(({ jwk }) => jwk),
    asked: [],
    instead: null,
    close: async () => {
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
    },
  };
  provider.issuer = `http://127.0.0.1:${await listen(server, '127.0.0.1', 0)}`;
  return provider;
}

/** Seconds since 1970, so many from now. */
export function inSeconds(seconds: number): number {
  return Math.floor(Date.now() / 1000) + seconds;
}

/** The payload of a token that is right for the audience "handoff"; undefined takes a claim away. */
export function payloadFor(issuer: string, change: Record<string, unknown> = {}): JWTPayload {
  const right = { iss: issuer, aud: 'handoff', sub: 'ann-1', iat: inSeconds(-5), exp: inSeconds(300) };
  const known = { email: 'ann@example.org', email_verified: true, name: 'Ann' };
  return JSON.parse(JSON.stringify({ ...right, ...known, ...change })) as JWTPayload;
}

/** A signed token. */
export function signed(by: Signer, payload: JWTPayload, header: Partial<JWTHeaderParameters> = {}): Promise<string> {
  const { kid, alg } = by;
  return new SignJWT(payload).setProtectedHeader({ typ: 'at+jwt', kid, alg, ...header }).sign(by.privateKey);
}
