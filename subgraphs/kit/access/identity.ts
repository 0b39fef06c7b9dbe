import { firstRow, type Reader, rows } from '../database/database.ts';
import { storable } from '../database/text.ts';
import type { Permission } from './permission.ts';

/** Whoever a token belongs to, as the gateway's door needs it. */
export interface TokenHolder {
  tokenId: string;
  kind: 'person' | 'service';
  id: string;
  name: string;
  /** What the token allows at most; null: all that its holder may. */
  limitedTo: Permission[] | null;
  expiresAt: Date | null;
  revokedAt: Date | null;
  active: boolean;
  /** Whether its holder may speak for people who are linked to a Slack user. */
  delivers: boolean;
}

/** The holder of the token with this sha256, or null. One statement. */
export function holderOfToken(reader: Reader, hash: string): Promise<TokenHolder | null> {
  return firstRow(
    reader,
    `SELECT t.id AS "tokenId", CASE WHEN p.id IS NULL THEN 'service' ELSE 'person' END AS kind,
       t.principal_id AS id, coalesce(p.name, s.name) AS name, t.permissions AS "limitedTo",
       t.expires_at AS "expiresAt", t.revoked_at AS "revokedAt", coalesce(p.active, true) AS active,
       (t.permissions IS NULL OR 'DELIVER' = ANY(t.permissions)) AND EXISTS (
         SELECT FROM access.assignment a JOIN access.role r ON r.key = a.role_key
         WHERE a.assignee_id = t.principal_id AND a.state = 'ACCEPTED' AND a.scope = 'EVERYTHING'
           AND (a.until IS NULL OR a.until > now())
           AND 'DELIVER' = ANY(r.permissions)) AS delivers
     FROM access.api_token t
     LEFT JOIN access.person p ON p.id = t.principal_id
     LEFT JOIN access.service_account s ON s.id = t.principal_id
     WHERE t.hash = $1 AND (p.id IS NOT NULL OR s.id IS NOT NULL)`,
    [hash],
  );
}

/** Notes that tokens were used; at most once a minute each, so that a busy token costs no write per request. */
export async function noteTokenUse(reader: Reader, tokenIds: readonly string[]): Promise<void> {
  const sql = `UPDATE access.api_token SET last_used_at = now()
    WHERE id = ANY($1::text[]) AND (last_used_at IS NULL OR last_used_at < now() - interval '1 minute')`;
  await rows(reader, sql, [tokenIds]);
}

/** The active person linked to a Slack user, or null. */
export function personOfSlackUser(reader: Reader, slackUserId: string): Promise<{ id: string; name: string } | null> {
  return firstRow(reader, 'SELECT id, name FROM access.person WHERE slack_user_id = $1 AND active', [slackUserId]);
}

/** A person as an account of an identity provider leads to them. */
export interface PersonOfIdentity {
  id: string;
  name: string;
  active: boolean;
  /** Of what their groups were to give when they were last looked at. */
  wantedDigest: string;
  /** When the newest token of the account was made. */
  toldAt: Date;
  /** Something could not be given then, and it is time to look again. */
  retryDue: boolean;
}

/** The person who signs in with this account, or null. One statement. */
export function personOfIdentity(reader: Reader, issuer: string, subject: string): Promise<PersonOfIdentity | null> {
  return firstRow(
    reader,
    `SELECT p.id, p.name, p.active, i.wanted_digest AS "wantedDigest", i.told_at AS "toldAt",
       coalesce(i.retry_at <= now(), false) AS "retryDue"
     FROM access.identity i JOIN access.person p ON p.id = i.person_id WHERE i.issuer = $1 AND i.subject = $2`,
    [storable(issuer), storable(subject)],
  );
}

/** Notes that an account came with a token that was made at this instant; a newer one noted before stands. */
export async function noteIdentityUse(
  reader: Reader,
  of: { issuer: string; subject: string; at: Date },
): Promise<void> {
  const sql = 'UPDATE access.identity SET told_at = $3 WHERE issuer = $1 AND subject = $2 AND told_at < $3';
  await rows(reader, sql, [storable(of.issuer), storable(of.subject), of.at]);
}

/** Who is here, with the titles of their teams: whom one can be in the demo. At most 100, by name. */
export function activePeople(reader: Reader): Promise<{ id: string; name: string; about: string }[]> {
  const sql = `SELECT p.id, p.name, coalesce(string_agg(t.title, ', ' ORDER BY t.title), 'no team') AS about
    FROM access.person p
    LEFT JOIN access.team_member m ON m.person_id = p.id
    LEFT JOIN access.team t ON t.id = m.team_id
    WHERE p.active GROUP BY p.id, p.name ORDER BY p.name LIMIT 100`;
  return rows(reader, sql, []);
}
