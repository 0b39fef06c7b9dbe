import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { holderOfToken } from '@handoff/kit/access/identity';
import { tokenHash } from '@handoff/kit/access/token';
import { rows } from '@handoff/kit/database/database';
import { generatedSecret } from '@handoff/kit/secrets';
import { serviceToken } from '@handoff/kit/service-token';
import { readSettings } from '@handoff/kit/settings';
import { type PartSettings, settingsFor } from '@handoff/kit/settings/parts';
import { type TestDatabase, testDatabase } from '@handoff/kit/testing/database';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { registryTables } from '../subgraph.ts';
import { ensureAccounts, ensureSharedAccounts } from './accounts.ts';

const key = 'the internal key of this test, 32+';
let database: TestDatabase;
let homes: string[];
beforeEach(async () => {
  database = await testDatabase(registryTables);
  homes = await Promise.all([1, 2, 3].map(() => mkdtemp(join(tmpdir(), 'handoff-accounts-'))));
});
afterEach(async () => {
  await database.drop();
  await Promise.all(homes.map(home => rm(home, { recursive: true, force: true })));
});

function settings(home: string, more: Record<string, string> = {}): PartSettings {
  const read = readSettings({
    GATEWAY_URL: 'http://127.0.0.1:4000/graphql',
    HANDOFF_HOME: home,
    HANDOFF_INTERNAL_KEY: key,
    DATABASE_URL: database.url,
    ...more,
  });
  const found = 'settings' in read ? settingsFor('registry', read.settings) : read;
  if ('problems' in found) throw new Error(found.problems.join('\n'));
  return found.settings;
}

const live = (name: string) =>
  rows<{ hash: string }>(
    database.db,
    `SELECT t.hash FROM access.api_token t JOIN access.service_account s ON s.id = t.principal_id
     WHERE s.name = $1 AND t.revoked_at IS NULL`,
    [name],
  );

it('one process finds in the key what every other one finds, and keeps the admin’s token', async () => {
  const [home = ''] = homes;
  const accounts = await ensureAccounts(database.db, settings(home));
  expect(accounts.of('slack-bot')).toBe(serviceToken(key, 'slack-bot'));
  expect(accounts.admin).toBe(await generatedSecret(home, 'admin-token'));
  for (const token of [accounts.admin, accounts.of('slack-bot'), accounts.of('deployment'), accounts.of('monitoring')])
    expect(await holderOfToken(database.db, tokenHash(token))).toMatchObject({ revokedAt: null, limitedTo: null });
});

it('several on machines of their own make one admin, with one token', async () => {
  await Promise.all(homes.map(home => ensureSharedAccounts(database.db, settings(home))));
  const kept = await live('admin');
  expect(kept).toHaveLength(1);
  await Promise.all(homes.map(home => ensureSharedAccounts(database.db, settings(home))));
  expect(await live('admin')).toEqual(kept);
  for (const name of ['slack-bot', 'deployment', 'monitoring'] as const)
    expect(await live(name)).toEqual([{ hash: tokenHash(serviceToken(key, name)) }]);
});

it('takes the admin’s token from the settings, also when there is an admin', async () => {
  const [first = '', second = ''] = homes;
  await ensureSharedAccounts(database.db, settings(first));
  const token = 'chosen-by-an-operator-1';
  await ensureSharedAccounts(database.db, settings(second, { HANDOFF_BOOTSTRAP_TOKEN: token }));
  await ensureSharedAccounts(database.db, settings(first));
  expect(await live('admin')).toEqual([{ hash: tokenHash(token) }]);
});
