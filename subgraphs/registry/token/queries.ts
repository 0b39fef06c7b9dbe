import { viewerReach } from '@handoff/kit/access/queries';
import { mayEverywhere } from '@handoff/kit/access/reach';
import { type ApiTokenRow, apiTokens, type ServiceAccountRow, serviceAccounts } from '@handoff/kit/access/table';
import type { Context } from '@handoff/kit/context';
import { columns } from '@handoff/kit/database/columns';
import { rows } from '@handoff/kit/database/database';
import { type Batch, grouped, keyed, load } from '@handoff/kit/loader';

export const tokenById: Batch<string, ApiTokenRow> = async (ids, context) => {
  const sql = `SELECT ${columns(apiTokens, 't')} FROM access.api_token t WHERE t.id = ANY($1::text[])`;
  return keyed(await rows<ApiTokenRow>(context.db, sql, [ids]), token => token.id);
};

/** The tokens of principals: those that work first, newest first, 200 at most of each. */
const tokensOfPrincipal: Batch<string, ApiTokenRow[]> = async (principalIds, context) => {
  const sql = `SELECT t.* FROM unnest($1::text[]) AS p(id) CROSS JOIN LATERAL (
      SELECT ${columns(apiTokens, 't')} FROM access.api_token t WHERE t.principal_id = p.id
      ORDER BY t.revoked_at IS NOT NULL, t.id DESC LIMIT 200) t`;
  return grouped(await rows<ApiTokenRow>(context.db, sql, [principalIds]), token => token.principalId);
};

/** The tokens of a principal; none when they are not the viewer's own and the viewer does not manage access. */
export async function visibleTokens(context: Context, principalId: string): Promise<ApiTokenRow[]> {
  const own = principalId === context.actor.id;
  if (!own && !mayEverywhere(await viewerReach(context), 'ACCESS_ADMIN')) return [];
  return (await load(context, tokensOfPrincipal, principalId)) ?? [];
}

export const serviceAccountById: Batch<string, ServiceAccountRow> = async (ids, context) => {
  const sql = `SELECT ${columns(serviceAccounts, 's')} FROM access.service_account s WHERE s.id = ANY($1::text[])`;
  return keyed(await rows<ServiceAccountRow>(context.db, sql, [ids]), account => account.id);
};

/** A token with the name of its holder. */
export type HeldToken = ApiTokenRow & { holder: string };

/** All tokens that work, by holder; null when the viewer does not manage access. One statement. */
export async function workingTokens(context: Context): Promise<HeldToken[] | null> {
  if (!mayEverywhere(await viewerReach(context), 'ACCESS_ADMIN')) return null;
  const sql = `SELECT ${columns(apiTokens, 't')}, coalesce(p.name, s.name) AS holder FROM access.api_token t
    LEFT JOIN access.person p ON p.id = t.principal_id LEFT JOIN access.service_account s ON s.id = t.principal_id
    WHERE t.revoked_at IS NULL AND (t.expires_at IS NULL OR t.expires_at > now()) ORDER BY holder, t.id`;
  return rows(context.db, sql);
}
