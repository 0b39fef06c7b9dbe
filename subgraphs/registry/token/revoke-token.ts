import { readReach } from '@handoff/kit/access/queries';
import { mayEverywhere } from '@handoff/kit/access/reach';
import { type ApiTokenRow, apiTokens } from '@handoff/kit/access/table';
import type { Actor } from '@handoff/kit/actor';
import { type Command, done } from '@handoff/kit/command';
import type { Tx } from '@handoff/kit/database/database';
import { storable } from '@handoff/kit/database/text';
import { append } from '@handoff/kit/event/append';
import { notFound } from '@handoff/kit/problem';

export interface RevokeApiToken {
  tokenId: string;
  idempotencyKey?: string | null;
}

/** Ends a token: one's own, or with ACCESS_ADMIN anybody's. Other people's tokens are not found. */
export const revokeApiToken: Command<RevokeApiToken> = {
  name: 'revokeApiToken',
  async run(tx, actor, input) {
    const where = { id: storable(input.tokenId) };
    const token = await tx.findOne(apiTokens, { where, lock: { mode: 'pessimistic_write' } });
    const own = token !== null && token.principalId === actor.id;
    if (!token || !(own || mayEverywhere(await readReach(tx, actor), 'ACCESS_ADMIN'))) {
      return notFound('token', input.tokenId);
    }
    if (token.revokedAt) {
      const message = `This token was revoked on ${token.revokedAt.toISOString().slice(0, 10)} already.`;
      const about = { subjectId: token.id, modelId: null };
      return { kind: 'WrongState', state: 'REVOKED', allowed: [], message, about };
    }
    await endToken(tx, actor, token);
    return done(token.id);
  },
};

/** Revokes a token with its event. */
export async function endToken(tx: Tx, actor: Actor, token: ApiTokenRow): Promise<void> {
  await tx.update(apiTokens, { id: token.id }, { revokedAt: new Date() });
  await append(tx, actor, {
    action: 'token.revoked',
    subjectId: token.id,
    modelId: null,
    summary: `revoked the token "${token.name}"`,
    detail: { principalId: token.principalId, prefix: token.prefix },
  });
}
