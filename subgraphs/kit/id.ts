import { randomBytes } from 'node:crypto';

/** What an id is about, readable from its prefix wherever it is pasted. */
export type IdPrefix =
  | 'mdl'
  | 'ver'
  | 'per'
  | 'tea'
  | 'svc'
  | 'tok'
  | 'asg'
  | 'doc'
  | 'asm'
  | 'ftr'
  | 'dts'
  | 'evt'
  | 'ntf'
  | 'env'
  | 'pol'
  | 'frz'
  | 'tgt'
  | 'cst'
  | 'pro'
  | 'apv'
  | 'dep'
  | 'hos'
  | 'req'
  | 'hov'
  | 'exp'
  | 'mon'
  | 'alr'
  | 'adv'
  | 'gap'
  | 'ord'
  | 'sub'
  | 'ref'
  | 'stm'
  | 'dig';

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
let last = 0n;

/**
 * A new id: prefix, 48 bits of milliseconds and 80 random bits in Crockford base 32 (26 characters).
 * Ids sort by the millisecond they were made in, and within it, for one process, by the order they were made in.
 */
export function newId(prefix: IdPrefix, now = Date.now()): string {
  const drawn = (BigInt(now) << 80n) | BigInt(`0x${randomBytes(10).toString('hex')}`);
  last = drawn >> 80n === last >> 80n ? last + 1n : drawn;
  let bits = last;
  let text = '';
  for (let i = 0; i < 26; i++) {
    text = alphabet[Number(bits & 31n)] + text;
    bits >>= 5n;
  }
  return `${prefix}_${text}`;
}

/** Whether a text has the form of an id of this kind; it says nothing about whether such a thing exists. */
export function isId(prefix: IdPrefix, text: string): boolean {
  return text.startsWith(`${prefix}_`) && /^[0-9a-hjkmnp-tv-z]{26}$/.test(text.slice(prefix.length + 1));
}

/**
 * Whether a text has the form of an id of any kind. What is found by its id or by its name must not have such a name:
 * it would stand for something else.
 */
export function isIdOfAnyKind(text: string): boolean {
  return /^[a-z]{3}_[0-9a-hjkmnp-tv-z]{26}$/.test(text);
}
