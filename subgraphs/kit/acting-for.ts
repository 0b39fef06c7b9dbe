import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

const version = 'v1';
/** A stamp is good for this many seconds before and after the moment it was made. */
const skewSeconds = 60;

/** Who speaks for whom, when, and with which request body. */
export interface Stamp {
  /** The bearer token of the account that sends the request: the key of the signature. */
  token: string;
  slackUserId: string;
  /** Whole seconds since 1970. */
  nowSeconds: number;
  /** The exact bytes of the request body. */
  body: string | Uint8Array;
}

/**
 * The value of the header `handoff-acting-for`: `v1.<slackUserId>.<unixSeconds>.<hmac>`. It binds one person to one
 * request body and one minute, so that a header that was seen cannot be put on another request.
 */
export function actingFor({ token, slackUserId, nowSeconds, body }: Stamp): string {
  const head = `${version}.${slackUserId}.${nowSeconds}`;
  return `${head}.${sign(token, head, body)}`;
}

/** The person a header speaks for, or null when it is malformed, out of date, or made for another token or body. */
export function verifyActingFor(
  header: string,
  { token, body, nowSeconds }: Omit<Stamp, 'slackUserId'>,
): { slackUserId: string } | null {
  const match = /^v1\.([A-Za-z0-9_-]{1,64})\.(\d{1,12})\.([0-9a-f]{64})$/.exec(header);
  if (!match) return null;
  const [, slackUserId = '', seconds = '', hmac = ''] = match;
  if (!(Math.abs(nowSeconds - Number(seconds)) <= skewSeconds)) return null;
  const expected = sign(token, `${version}.${slackUserId}.${seconds}`, body);
  return timingSafeEqual(Buffer.from(hmac), Buffer.from(expected)) ? { slackUserId } : null;
}

function sign(token: string, head: string, body: string | Uint8Array): string {
  const digest = createHash('sha256').update(body).digest('hex');
  return createHmac('sha256', token).update(`${head}.${digest}`).digest('hex');
}
