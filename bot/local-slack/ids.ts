import { randomBytes } from 'node:crypto';

/** A fresh Slack-like id: the prefix and twelve capitals and digits. */
export function makeId(prefix: string): string {
  return prefix + randomBytes(6).toString('hex').toUpperCase();
}

/** A secret part of an address, as in a response_url or a socket ticket. */
export function makeSecret(): string {
  return randomBytes(18).toString('base64url');
}

/**
 * A source of message timestamps (`seconds.micros`), unique and rising even when the clock stands still.
 * `now` gives milliseconds since 1970.
 */
export function timestamps(now: () => number): () => string {
  let last = 0;
  return () => {
    last = Math.max(last + 1, Math.floor(now() * 1000));
    return `${Math.floor(last / 1e6)}.${String(last % 1e6).padStart(6, '0')}`;
  };
}
