import { randomBytes } from 'node:crypto';
import { sha256 } from '../canonical.ts';

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
const prefixLength = 'hof_'.length + 8;
const form = /^hof_[0-9a-hjkmnp-tv-z]{40}[0-9a-f]{6}$/;

/** A token as it is made: the text is shown once, the prefix names it in lists, the hash is all that is stored. */
export interface NewToken {
  text: string;
  prefix: string;
  hash: string;
}

/** A new API token: `hof_`, 8 characters to know it by, 160 secret bits in 32, and 6 to catch a slip of the hand. */
export function newToken(): NewToken {
  const body = `hof_${randomText(40)}`;
  const text = `${body}${checksum(body)}`;
  return { text, prefix: tokenPrefix(text), hash: tokenHash(text) };
}

/** What a token is listed by: its first 12 characters, `hof_` included. */
export function tokenPrefix(text: string): string {
  return text.slice(0, prefixLength);
}

/** What a token is stored and looked up by: its sha256 in 64 hexadecimal characters. */
export function tokenHash(text: string): string {
  return sha256(text);
}

/** Whether this is a token of ours, complete and without a slip; it says nothing about whether it was ever given out. */
export function isToken(text: string): boolean {
  return form.test(text) && checksum(text.slice(0, -6)) === text.slice(-6);
}

/**
 * Whether a text can be a bearer token at all: one of ours, or one that an operator chose
 * (20 to 200 visible ASCII characters). What looks like ours but has a slip is refused without a look-up.
 */
export function isAcceptableBearer(text: string): boolean {
  return text.startsWith('hof_') ? isToken(text) : /^[!-~]{20,200}$/.test(text);
}

function randomText(length: number): string {
  return Array.from(randomBytes(length), byte => alphabet[byte & 31]).join('');
}

function checksum(body: string): string {
  return sha256(body).slice(0, 6);
}
