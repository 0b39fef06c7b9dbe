import { type ApiTokenRow, apiTokens } from '@handoff/kit/access/table';
import { isAcceptableBearer, tokenHash } from '@handoff/kit/access/token';
import { system } from '@handoff/kit/actor';
import { columns } from '@handoff/kit/database/columns';
import { type Db, firstRow, rows, type Tx, write } from '@handoff/kit/database/database';
import { append } from '@handoff/kit/event/append';
import { newId } from '@handoff/kit/id';
import { insertAccount } from './create-account.ts';
import { insertToken } from './create-token.ts';
import { endToken } from './revoke-token.ts';
import { bootstrapName, listedPrefix } from './token.ts';

/** A service account that Handoff needs from its start on. */
export interface NeededAccount {
  name: string;
  /** Key of the role it is given everywhere. */
  role: string;
  /** The token's text: one of ours, or 20 to 200 visible ASCII characters. Only its sha256 is kept. */
  token: string;
}

const actor = system('start');

/**
 * Makes sure that a service account is there, holds its role everywhere and can sign in with the given token; returns
 * its id. May be called at every start, and by several processes at once. A token that is new here is added, the one
 * set before it is revoked, and a role that was taken away is given again; a token that was revoked stays revoked.
 * Throws when the token can be no bearer token or is another account's.
 */
export async function ensureServiceAccount(db: Db, needed: NeededAccount): Promise<string> {
  if (!isAcceptableBearer(needed.token)) {
    throw new Error(
      `The token for ${needed.name} cannot be used: give 20 to 200 visible ASCII characters, or one of Handoff's own, complete.`,
    );
  }
  return write(db, async tx => {
    await rows(tx, "SELECT pg_advisory_xact_lock(hashtextextended('service account ' || $1, 0))", [needed.name]);
    const id = await accountOf(tx, needed.name);
    const hash = tokenHash(needed.token);
    const known = await firstRow<ApiTokenRow>(
      tx,
      `SELECT ${columns(apiTokens, 't')} FROM access.api_token t WHERE t.hash = $1`,
      [hash],
    );
    if (known && known.principalId !== id) {
      throw new Error(`The token for ${needed.name} belongs to somebody else: give each account a token of its own.`);
    }
    if (!known) await addToken(tx, { ...needed, id, hash });
    return id;
  });
}

async function accountOf(tx: Tx, name: string): Promise<string> {
  const made = await insertAccount(tx, actor, name);
  if (made !== null) return made;
  const found = await firstRow<{ id: string }>(tx, 'SELECT id FROM access.service_account WHERE name = $1', [name]);
  if (!found) throw new Error(`The service account ${name} vanished while Handoff started: start it again.`);
  return found.id;
}

async function addToken(tx: Tx, of: NeededAccount & { id: string; hash: string }): Promise<void> {
  const earlier = await rows<ApiTokenRow>(
    tx,
    `SELECT ${columns(apiTokens, 't')} FROM access.api_token t
     WHERE t.principal_id = $1 AND t.name = $2 AND t.revoked_at IS NULL ORDER BY t.id FOR UPDATE`,
    [of.id, bootstrapName],
  );
  for (const token of earlier) await endToken(tx, actor, token);
  const token = { id: newId('tok'), prefix: listedPrefix(of.token), hash: of.hash, name: bootstrapName };
  const row = { ...token, principalId: of.id, permissions: null, expiresAt: null };
  await insertToken(tx, actor, { row, holder: { id: of.id, name: of.name } });
  await giveRole(tx, of);
}

async function giveRole(tx: Tx, of: NeededAccount & { id: string }): Promise<void> {
  const made = await firstRow<{ id: string }>(
    tx,
    `INSERT INTO access.assignment
       (id, role_key, assignee_id, scope, state, proposed_by_id, proposed_at, responded_at, since)
     VALUES ($1, $2, $3, 'EVERYTHING', 'ACCEPTED', $3, now(), now(), now())
     ON CONFLICT DO NOTHING RETURNING id`,
    [newId('asg'), of.role, of.id],
  );
  if (!made) return;
  await append(tx, actor, {
    action: 'assignment.accepted',
    subjectId: made.id,
    modelId: null,
    summary: `gave ${of.name} the role ${of.role} everywhere`,
    detail: { roleKey: of.role, assigneeId: of.id, scope: 'EVERYTHING' },
  });
}

/**
 * Makes sure that a person can sign in with the given token, as bootstrap accounts do; false when there is no active
 * person of this e-mail.
 */
export function ensurePersonToken(db: Db, wanted: { email: string; name: string; token: string }): Promise<boolean> {
  return write(db, async tx => {
    await rows(tx, "SELECT pg_advisory_xact_lock(hashtextextended('person token ' || $1, 0))", [wanted.email]);
    const person = await firstRow<{ id: string; name: string }>(
      tx,
      'SELECT id, name FROM access.person WHERE lower(email) = lower($1) AND active',
      [wanted.email],
    );
    if (!person) return false;
    const hash = tokenHash(wanted.token);
    const known = await firstRow(tx, 'SELECT id FROM access.api_token WHERE hash = $1', [hash]);
    if (known) return true;
    const row = { id: newId('tok'), prefix: listedPrefix(wanted.token), hash, name: wanted.name };
    await insertToken(tx, actor, {
      row: { ...row, principalId: person.id, permissions: null, expiresAt: null },
      holder: person,
    });
    return true;
  });
}
