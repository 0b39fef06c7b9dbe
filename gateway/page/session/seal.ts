import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { EncryptJWT, type JWTPayload, jwtDecrypt } from 'jose';
import { LRUCache } from 'lru-cache';

/** Closes small things so that nobody reads or changes them on their way through a browser. */
export interface Seal {
  /** seconds: how long it can be opened. */
  close(kind: string, content: object, seconds: number): Promise<string>;
  /** What was closed as this kind, or null when it was not closed here, was changed, or is over. */
  open(kind: string, text: string): Promise<Record<string, unknown> | null>;
  /** A mark that only this seal makes of a text. */
  mark(text: string): string;
  fits(mark: string, text: string): boolean;
}

const issuer = 'handoff-pages';
/** What was opened lately need not be again: a page and what belongs to it carry the same session. */
const mostOpened = 2000;

/** A seal by a secret of at least 32 characters; every gateway with the same one opens what another closed. */
export function openSeal(secret: string): Seal {
  const key = (info: string) => new Uint8Array(hkdfSync('sha256', secret, '', `handoff pages ${info}`, 32));
  const [closing, marking] = [key('closing'), key('marking')];
  const opened = new LRUCache<string, JWTPayload>({ max: mostOpened });
  const mark = (text: string) => createHmac('sha256', marking).update(text).digest('base64url');
  return {
    close: (audience, content, seconds) =>
      new EncryptJWT({ ...content })
        .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
        .setIssuer(issuer)
        .setAudience(audience)
        .setExpirationTime(Math.floor(Date.now() / 1000) + seconds)
        .encrypt(closing),
    open: async (audience, text) => {
      const known = opened.get(`${audience} ${text}`);
      if (known?.exp && known.exp > Date.now() / 1000) return known;
      const algorithms = { keyManagementAlgorithms: ['dir'], contentEncryptionAlgorithms: ['A256GCM'] };
      const found = await jwtDecrypt(text, closing, { issuer, audience, ...algorithms }).catch(() => null);
      if (found) opened.set(`${audience} ${text}`, found.payload);
      return found?.payload ?? null;
    },
    mark,
    fits: (sent, text) => {
      const [one, other] = [Buffer.from(sent), Buffer.from(mark(text))];
      return one.length === other.length && timingSafeEqual(one, other);
    },
  };
}
