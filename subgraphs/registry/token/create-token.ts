import { readReach, whoCan } from '@handoff/kit/access/queries';
import { mayEverywhere } from '@handoff/kit/access/reach';
import { type ApiTokenRow, apiTokens } from '@handoff/kit/access/table';
import { newToken } from '@handoff/kit/access/token';
import type { Actor } from '@handoff/kit/actor';
import { type Command, doneWithSecret, type Refusal } from '@handoff/kit/command';
import { firstRow, type Tx } from '@handoff/kit/database/database';
import { append } from '@handoff/kit/event/append';
import { newId } from '@handoff/kit/id';
import { notFound } from '@handoff/kit/problem';
import { type Holder, lockHolder } from './holder.ts';
import { limitOf, maxLiveTokens, tokenProblem, type WantedToken } from './token.ts';

export interface CreateApiToken extends WantedToken {
  /** Left out: who acts. */
  principalId?: string | null;
  idempotencyKey?: string | null;
}

/**
 * Makes a token: one's own, or with ACCESS_ADMIN somebody else's. Its secret is handed out once; only its sha256 is
 * kept. A token made with a limited token is limited in the same way.
 */
export const createApiToken: Command<CreateApiToken> = {
  name: 'createApiToken',
  async run(tx, actor, given) {
    const input = { ...given, name: given.name.trim() };
    const principalId = input.principalId ?? actor.id ?? '';
    const holder = await lockHolder(tx, principalId);
    const refusal = await refusalOf(tx, actor, { principalId, holder });
    if (refusal) return refusal;
    if (!holder) return notFound('person or service account', principalId);
    const limit = limitOf(input.permissions, actor.limitedTo);
    if (!limit) return overLimit(holder.id);
    const problem = tokenProblem(input, new Date()) ?? (await fullOrInactive(tx, holder));
    if (problem) return problem;
    const { text, prefix, hash } = newToken();
    const id = newId('tok');
    const row = { id, principalId: holder.id, prefix, hash, name: input.name, expiresAt: input.expiresAt ?? null };
    await insertToken(tx, actor, { row: { ...row, ...limit }, holder });
    return doneWithSecret(id, { secret: text });
  },
};

/** What a new row of a token is made of; the rest comes with time. */
export type NewTokenRow = Omit<ApiTokenRow, 'createdAt' | 'lastUsedAt' | 'revokedAt'>;

/** Adds the row of a token with its event; the secret is in neither. */
export async function insertToken(
  tx: Tx,
  actor: Actor,
  of: { row: NewTokenRow; holder: Pick<Holder, 'id' | 'name'> },
): Promise<void> {
  const { row, holder } = of;
  await tx.insert(apiTokens, { ...row, createdAt: new Date(), lastUsedAt: null, revokedAt: null });
  const { prefix, permissions, expiresAt } = row;
  await append(tx, actor, {
    action: 'token.made',
    subjectId: row.id,
    modelId: null,
    summary: `made the token "${row.name}" for ${holder.name}`,
    detail: { principalId: holder.id, prefix, permissions, expiresAt },
  });
}

async function refusalOf(
  tx: Tx,
  actor: Actor,
  of: { principalId: string; holder: Holder | null },
): Promise<Refusal | null> {
  const about = of.holder ? { about: { subjectId: of.holder.id, modelId: null } } : {};
  if (actor.via === 'SLACK') {
    const message = "A token's secret does not belong in a chat: make the token where you sign in yourself.";
    return { kind: 'NotAllowed', rule: 'not-from-slack', message, whoCan: [], ...about };
  }
  if (of.principalId === actor.id || mayEverywhere(await readReach(tx, actor), 'ACCESS_ADMIN')) return null;
  const message = 'You can make tokens for yourself; for others, only who manages access can.';
  return { kind: 'NotAllowed', rule: 'own-token', message, whoCan: await whoCan(tx, 'ACCESS_ADMIN', null), ...about };
}

function overLimit(subjectId: string): Refusal {
  const message =
    'The token you are signed in with allows less than that: a token can only make others that allow the same or less.';
  return { kind: 'NotAllowed', rule: 'within-own-token', message, whoCan: [], about: { subjectId, modelId: null } };
}

async function fullOrInactive(tx: Tx, holder: Holder): Promise<Refusal | null> {
  if (!holder.active) {
    const message = `${holder.name} is not active: give them access again before you make a token for them.`;
    return { kind: 'WrongState', state: 'INACTIVE', allowed: [], message };
  }
  const sql = `SELECT count(*) AS count FROM access.api_token
    WHERE principal_id = $1 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now())`;
  const live = Number((await firstRow<{ count: unknown }>(tx, sql, [holder.id]))?.count ?? 0);
  if (live < maxLiveTokens) return null;
  const message = `${holder.name} has ${live} tokens that work, and ${maxLiveTokens} are the most: revoke one first.`;
  return { kind: 'WrongState', state: 'FULL', allowed: ['revokeApiToken'], message };
}
