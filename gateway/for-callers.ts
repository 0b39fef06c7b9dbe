import { callerHeader, digestOf, openNonces, type Vouched, vouched } from '@handoff/kit/assertion';
import { gatewayAudience } from '@handoff/kit/caller-graph';
import type { Log } from '@handoff/kit/log';
import type { Bearer, Identify } from './identify.ts';
import { type Refusal, refuse } from './refusal.ts';

/** A request of one of our own parts for somebody who asked it. */
export interface VouchedBearer extends Bearer {
  vouched: Vouched;
}

export interface CallersOptions {
  /** HANDOFF_INTERNAL_KEY: by it the parts know each other. */
  key: string;
  log: Log;
  /** Milliseconds since 1970. */
  clock?: () => number;
}

/**
 * Lets in, beside whoever has a token, a part of Handoff that asks for its caller: by the signature that subgraphs know
 * the gateway by, good once, for one body and one minute.
 */
export function forCallers(others: Identify, { key, log, clock = Date.now }: CallersOptions): Identify {
  const nonces = openNonces();
  const nowSeconds = () => Math.floor(clock() / 1000);
  return {
    async authenticate(headers) {
      const sent = headers[callerHeader];
      if (sent === undefined) return others.authenticate(headers);
      const found = vouched(sent.join(', '), { key, audience: gatewayAudience, nowSeconds: nowSeconds() });
      if (found.kind === 'Vouched') return bearerOf(found);
      // Strangers can send such headers as often as they like; a part of ours says itself that it was turned away.
      log.debug({ why: found.why }, 'A request that claims to come from a part of Handoff was turned away.');
      return refused;
    },
    async actor(bearer, request) {
      if (!isVouched(bearer)) return others.actor(bearer, request);
      const { actor, bodyDigest, nonce } = bearer.vouched;
      const fits = digestOf(request.body) === bodyDigest && nonces.take(nonce, nowSeconds());
      return fits ? { ...actor, requestId: request.requestId } : refused;
    },
  };
}

const refused: Refusal = refuse(401, 'UNAUTHENTICATED', 'The header handoff-caller is for the parts of Handoff alone.');

/** Whether it was one of our own parts that asked. */
export function isVouched(bearer: Bearer): bearer is VouchedBearer {
  return 'vouched' in bearer;
}

function bearerOf(found: Vouched): Bearer | Refusal {
  const { kind, id, name } = found.actor;
  const limitedTo = found.actor.limitedTo && [...found.actor.limitedTo];
  if (kind === 'system' || id === null) return refused;
  const lasting = { tokenId: '', expiresAt: null, revokedAt: null, active: true, delivers: false };
  const bearer: VouchedBearer = { token: '', holder: { kind, id, name, limitedTo, ...lasting }, vouched: found };
  return bearer;
}
