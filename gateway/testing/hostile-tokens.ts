import { createHmac, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { base64url, CompactEncrypt, importJWK } from 'jose';
import { inSeconds, payloadFor, type Signer, signed, signer } from './provider.ts';

/** A token that must not be taken: its name, how it is made, and what the refusal says. */
export type Hostile = [name: string, make: () => string | Promise<string>, message: RegExp];

/** What hostile tokens are made from. */
export interface Material {
  issuer: string;
  /** Key "key-1" of the provider, RS256. */
  key: Signer;
  /** Key "key-2" of the provider, ES256. */
  curve: Signer;
  /** A key that calls itself "key-1" and is not the provider's. */
  stranger: Signer;
  /** Address of a server that must never be asked. */
  trap: string;
}

/** Tokens that are almost right, each wrong in one way. */
export function hostileTokens({ issuer, key, curve, stranger, trap }: Material): Hostile[] {
  const part = (value: unknown) => base64url.encode(typeof value === 'string' ? value : JSON.stringify(value));
  const right = (change: Record<string, unknown> = {}) => payloadFor(issuer, change);
  const good = (change: Record<string, unknown> = {}, header: object = {}) => signed(key, right(change), header);
  const unsigned = (header: object, payload: unknown = right()) => `${part(header)}.${part(payload)}.`;
  /** A token with any header, signed by any key as RS256 or as what the key does. */
  const forged = (header: object, by: KeyObject | Signer['privateKey'], payload: unknown = right()) => {
    const head = `${part(header)}.${part(payload)}`;
    return `${head}.${base64url.encode(sign('sha256', Buffer.from(head), by as KeyObject))}`;
  };
  const hmac = (header: object, secret: string | Buffer) => {
    const head = `${part({ typ: 'at+jwt', kid: 'key-1', ...header })}.${part(right())}`;
    const hash = { HS256: 'sha256', HS384: 'sha384', HS512: 'sha512' }[(header as { alg: string }).alg] ?? 'sha256';
    return `${head}.${createHmac(hash, secret).update(head).digest('base64url')}`;
  };
  const pem = () => createPublicKey({ key: key.jwk as never, format: 'jwk' });
  const own = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const edwards = generateKeyPairSync('ed25519');
  const withParts = async (change: (parts: string[]) => string[]) => change((await good()).split('.')).join('.');
  return [
    ...['none', 'None', 'NONE', 'nOnE', ' none', ''].map((alg): [string, () => string, RegExp] => [
      `alg "${alg}"`,
      () => unsigned({ typ: 'at+jwt', alg, kid: 'key-1' }),
      /not signed in a way|can be read/,
    ]),
    ['no alg', () => unsigned({ typ: 'at+jwt', kid: 'key-1' }), /can be read/],
    [
      'alg none with a signature',
      async () => `${unsigned({ alg: 'none' })}${(await good()).split('.')[2]}`,
      /not signed/,
    ],
    [
      'HS256 with the public key as PEM',
      () => hmac({ alg: 'HS256' }, pem().export({ type: 'spki', format: 'pem' })),
      /not signed in a way/,
    ],
    [
      'HS256 with the public key as DER',
      () => hmac({ alg: 'HS256' }, pem().export({ type: 'spki', format: 'der' })),
      /not signed in a way/,
    ],
    ['HS512 with the modulus', () => hmac({ alg: 'HS512' }, String(key.jwk.n)), /not signed in a way/],
    [
      'HS384 with the bytes of the modulus',
      () => hmac({ alg: 'HS384' }, Buffer.from(String(key.jwk.n), 'base64url')),
      /not signed in a way/,
    ],
    ['HS256 with the JWK', () => hmac({ alg: 'HS256' }, JSON.stringify(key.jwk)), /not signed in a way/],
    ['another audience', () => good({ aud: 'payroll' }), /another audience/],
    ['audiences without ours', () => good({ aud: ['payroll', 'handoff-admin', 'HANDOFF'] }), /another audience/],
    ['an audience that is an object', () => good({ aud: { handoff: true } }), /another audience/],
    ['no audience', () => good({ aud: undefined }), /another audience/],
    ['another issuer', () => good({ iss: 'https://evil.example' }), /another identity provider/],
    ['our issuer with a slash', () => good({ iss: `${issuer}/` }), /another identity provider/],
    ['no issuer', () => good({ iss: undefined }), /another identity provider/],
    ['a kid nobody has', () => good({}, { kid: 'key-9' }), /does not publish/],
    ['a kid that is a path', () => good({}, { kid: '../../../../dev/null' }), /does not publish/],
    ['a kid that is SQL', () => good({}, { kid: "key-1' UNION SELECT 'x'--" }), /does not publish/],
    ['a kid that is an address', () => good({}, { kid: trap }), /does not publish/],
    ['a kid that is a list', () => forged({ alg: 'RS256', kid: ['key-1'] }, own.privateKey), /read|publish|signature/i],
    ['the right kid, another key', () => signed(stranger, right()), /signature/],
    ['expired', () => good({ exp: inSeconds(-61) }), /expired/],
    ['no time at which it ends', () => good({ exp: undefined }), /no time/],
    ['an end that is a text', () => good({ exp: '9999999999' }), /wrong form|no time/],
    ['not before tomorrow', () => good({ nbf: inSeconds(86_400) }), /not valid yet/],
    ['made tomorrow', () => good({ iat: inSeconds(86_400), exp: inSeconds(90_000) }), /in the future/],
    ['for nobody', () => good({ sub: undefined }), /names nobody/],
    ['for an empty name', () => good({ sub: '' }), /names nobody/],
    ['an ID token by its hash', () => good({ at_hash: 'x' }, { typ: 'JWT' }), /ID token/],
    ['an ID token by its nonce', () => good({ nonce: 'x' }, { typ: 'JWT' }), /ID token/],
    ['an ID token by its typ', () => good({ typ: 'ID' }, { typ: 'JWT' }), /ID token/],
    ['a logout token', () => good({ events: {} }, { typ: 'logout+jwt' }), /no access token/],
    ['a security event', () => good({ events: { 'http://x': {} } }), /no access token/],
    ['bound to a key', () => good({ cnf: { jkt: 'x' } }), /bound to a key/],
    [
      'crit that nobody knows',
      () => forged({ alg: 'RS256', kid: 'key-1', crit: ['exp2'], exp2: 1 }, key.privateKey),
      /not supported|can be read/,
    ],
    ['crit that is empty', () => forged({ alg: 'RS256', kid: 'key-1', crit: [] }, key.privateKey), /can be read/],
    [
      'b64 false',
      () => forged({ alg: 'RS256', kid: 'key-1', b64: false, crit: ['b64'] }, key.privateKey),
      /can be read|signature/,
    ],
    [
      'a key of its own in jwk',
      () => forged({ alg: 'RS256', jwk: own.publicKey.export({ format: 'jwk' }) }, own.privateKey),
      /signature|kid/,
    ],
    [
      'the same under our kid',
      () => forged({ alg: 'RS256', kid: 'key-1', jwk: own.publicKey.export({ format: 'jwk' }) }, own.privateKey),
      /signature/,
    ],
    ['jku to a server', () => good({}, { kid: 'evil', jku: `${trap}/keys` }), /does not publish/],
    ['x5u to a server', () => good({}, { kid: 'evil', x5u: `${trap}/cert` }), /does not publish/],
    ['jku, signed with that key', () => signed(stranger, right(), { jku: `${trap}/keys` }), /signature/],
    ['an issuer that would be fetched', () => good({ iss: trap }), /another identity provider/],
    [
      'RS256 under the kid of a curve',
      () => forged({ alg: 'RS256', kid: 'key-2' }, own.privateKey),
      /does not publish/,
    ],
    ['ES256 under the kid of an RSA key', async () => signed(curve, right(), { kid: 'key-1' }), /does not publish/],
    [
      'PS256 under the kid of an RS256 key',
      async () => signed({ ...(await signer('key-1', 'PS256')) }, right()),
      /does not publish|signature/,
    ],
    [
      'EdDSA under our kid',
      () => {
        const head = `${part({ alg: 'EdDSA', kid: 'key-1' })}.${part(right())}`;
        return `${head}.${base64url.encode(sign(null, Buffer.from(head), edwards.privateKey))}`;
      },
      /not signed in a way/,
    ],
    [
      'an ECDSA signature of zeros',
      async () => {
        const [head, payload] = (await signed(curve, right())).split('.');
        return `${head}.${payload}.${base64url.encode(new Uint8Array(64))}`;
      },
      /signature/,
    ],
    ['no signature', () => withParts(([head = '', payload = '']) => [head, payload, '']), /signature|can be read/],
    ['two parts', () => withParts(([head = '', payload = '']) => [head, payload]), /can be read/],
    ['four parts', () => withParts(parts => [...parts, 'x']), /can be read/],
    [
      'another payload',
      () => withParts(([head = '', , mac = '']) => [head, part(right({ sub: 'root' })), mac]),
      /signature/,
    ],
    [
      'another header',
      () => withParts(([, payload = '', mac = '']) => [part({ alg: 'RS256', kid: 'key-1' }), payload, mac]),
      /signature/,
    ],
    [
      'a payload that is a list',
      () => forged({ alg: 'RS256', kid: 'key-1' }, key.privateKey, [right()]),
      /can be read|signature/,
    ],
    [
      'a payload that is no JSON',
      () => forged({ alg: 'RS256', kid: 'key-1' }, key.privateKey, 'sub=root'),
      /can be read|signature/,
    ],
    [
      'a token inside a token',
      async () => forged({ alg: 'RS256', kid: 'key-1', cty: 'JWT' }, key.privateKey, await good()),
      /can be read|signature/,
    ],
    [
      'encrypted',
      async () =>
        new CompactEncrypt(new TextEncoder().encode(await good()))
          .setProtectedHeader({ alg: 'RSA-OAEP-256', enc: 'A256GCM', kid: 'key-1' })
          .encrypt(await importJWK({ kty: 'RSA', n: key.jwk.n, e: key.jwk.e }, 'RSA-OAEP-256')),
      /can be read/,
    ],
    [
      'a header twice the same name',
      () => `${base64url.encode('{"alg":"RS256","alg":"none","kid":"key-1"}')}.${part(right())}.${part('x')}`,
      /not signed/,
    ],
    [
      'a signature with bits beside it',
      async () => {
        // 2,048 bits in 342 letters: the last letter has four that say nothing.
        const token = await good();
        const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
        return token.slice(0, -1) + letters[letters.indexOf(token.slice(-1)) + 1];
      },
      /can be read/,
    ],
    ['no time at which it was made', () => good({ iat: undefined }), /at which it was made/],
    ['a time at which it was made that is a text', () => good({ iat: 'now' }), /at which it was made/],
    ['padding in the signature', async () => `${await good()}==`, /can be read|signature/],
    ['13 kB long', () => good({ filler: 'x'.repeat(9_500) }), /longer than 12 kB/],
  ];
}
