import { holderOfToken } from '@handoff/kit/access/identity';
import { readReach } from '@handoff/kit/access/queries';
import { mayEverywhere } from '@handoff/kit/access/reach';
import { newToken, tokenHash } from '@handoff/kit/access/token';
import { rows } from '@handoff/kit/database/database';
import { type TestDatabase, testDatabase } from '@handoff/kit/testing/database';
import { actor } from '@handoff/kit/testing/graph';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { registryTables } from '../subgraph.ts';
import { ensureServiceAccount } from './bootstrap.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase(registryTables);
});
afterAll(() => database.drop());

const holder = (token: string) => holderOfToken(database.db, tokenHash(token));
const eventsOf = async (id: string) => {
  const sql =
    "SELECT action, via, actor_id FROM event.entry WHERE subject_id = $1 OR detail->>'principalId' = $1 ORDER BY id";
  return (await rows<{ action: string }>(database.db, sql, [id])).map(event => event.action).toSorted();
};

it('makes the account, its role and its token once, however many start at once', async () => {
  const needed = { name: 'admin', role: 'admin', token: newToken().text };
  const ids = await Promise.all(Array.from({ length: 6 }, () => ensureServiceAccount(database.db, needed)));
  expect(new Set(ids).size).toBe(1);
  const [id = ''] = ids;
  expect(await ensureServiceAccount(database.db, needed)).toBe(id);
  expect(await holder(needed.token)).toMatchObject({
    id,
    kind: 'service',
    name: 'admin',
    limitedTo: null,
    revokedAt: null,
  });
  expect(mayEverywhere(await readReach(database.db, actor(id)), 'ACCESS_ADMIN')).toBe(true);
  const held = await rows(
    database.db,
    'SELECT state, scope, proposed_by_id FROM access.assignment WHERE assignee_id = $1',
    [id],
  );
  expect(held).toEqual([{ state: 'ACCEPTED', scope: 'EVERYTHING', proposed_by_id: id }]);
  expect(await eventsOf(id)).toEqual(['service-account.made', 'token.made']);
  const byOthers = 'SELECT 1 FROM event.entry WHERE actor_id IS NOT NULL OR via <> $1';
  expect(await rows(database.db, byOthers, ['SYSTEM'])).toEqual([]);
});

it('makes a bot that may deliver', async () => {
  const token = newToken().text;
  const id = await ensureServiceAccount(database.db, { name: 'slack-bot', role: 'deliverer', token });
  expect(await holder(token)).toMatchObject({ id, delivers: true });
});

it('adds a changed token, revokes the one before, and leaves tokens that people made', async () => {
  const needed = { name: 'changing', role: 'admin', token: 'chosen-by-an-operator-1' };
  const id = await ensureServiceAccount(database.db, needed);
  await rows(
    database.db,
    "INSERT INTO access.api_token (id, principal_id, prefix, name, hash) VALUES ('tok_ci', $1, 'hof_x', 'ci', repeat('b', 64))",
    [id],
  );
  const changed = { ...needed, token: 'chosen-by-an-operator-2' };
  expect(await ensureServiceAccount(database.db, changed)).toBe(id);
  expect((await holder(needed.token))?.revokedAt).toBeInstanceOf(Date);
  expect((await holder(changed.token))?.revokedAt).toBeNull();
  const live = await rows(
    database.db,
    'SELECT name, prefix FROM access.api_token WHERE principal_id = $1 AND revoked_at IS NULL ORDER BY name',
    [id],
  );
  expect(live).toEqual([
    { name: 'bootstrap', prefix: 'chos…' },
    { name: 'ci', prefix: 'hof_x' },
  ]);
  expect(await eventsOf(id)).toEqual(['service-account.made', 'token.made', 'token.made', 'token.revoked']);
});

it('keeps a revoked token revoked, and gives a lost role again only with a new one', async () => {
  const needed = { name: 'careful', role: 'admin', token: newToken().text };
  const id = await ensureServiceAccount(database.db, needed);
  await rows(database.db, 'UPDATE access.api_token SET revoked_at = now() WHERE principal_id = $1', [id]);
  await rows(database.db, "UPDATE access.assignment SET state = 'ENDED', ended_at = now() WHERE assignee_id = $1", [
    id,
  ]);
  await ensureServiceAccount(database.db, needed);
  expect((await holder(needed.token))?.revokedAt).toBeInstanceOf(Date);
  expect(mayEverywhere(await readReach(database.db, actor(id)), 'ACCESS_ADMIN')).toBe(false);
  await ensureServiceAccount(database.db, { ...needed, token: newToken().text });
  expect(mayEverywhere(await readReach(database.db, actor(id)), 'ACCESS_ADMIN')).toBe(true);
});

it.each(['short', 'white space in the middle of it', `hof_${'0'.repeat(46)}`])('refuses %j as a token', async token => {
  const needed = { name: 'refused', role: 'admin', token };
  await expect(ensureServiceAccount(database.db, needed)).rejects.toThrow('The token for refused cannot be used');
});

it('refuses one token for two accounts, and makes nothing then', async () => {
  const token = newToken().text;
  await ensureServiceAccount(database.db, { name: 'one', role: 'deliverer', token });
  await expect(ensureServiceAccount(database.db, { name: 'two', role: 'admin', token })).rejects.toThrow(
    'a token of its own',
  );
  expect(await rows(database.db, "SELECT 1 FROM access.service_account WHERE name = 'two'")).toEqual([]);
});
