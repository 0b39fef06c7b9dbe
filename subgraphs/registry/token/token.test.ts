import { holderOfToken } from '@handoff/kit/access/identity';
import type { Permission } from '@handoff/kit/access/permission';
import { isToken, tokenHash } from '@handoff/kit/access/token';
import type { Actor } from '@handoff/kit/actor';
import { type Db, rows } from '@handoff/kit/database/database';
import type { Subgraph } from '@handoff/kit/subgraph';
import { type TestDatabase, testDatabase } from '@handoff/kit/testing/database';
import { actor, ask } from '@handoff/kit/testing/graph';
import { addPerson, addTeam, giveRole } from '@handoff/kit/testing/people';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { registrySubgraph, registryTables } from '../subgraph.ts';
import { accountNameProblem, limitOf, listedPrefix, tokenProblem } from './token.ts';

let database: TestDatabase;
let subgraph: Subgraph;
let admin: string;
let ana: string;

beforeAll(async () => {
  database = await testDatabase(registryTables);
  subgraph = await registrySubgraph();
  admin = await addPerson(database.db, 'Admin');
  ana = await addPerson(database.db, 'Ana');
  await giveRole(database.db, { to: admin, role: 'admin' });
});
afterAll(() => database.drop());

const as = (id: string, limits: Partial<Actor> = {}) => ({ subgraph, db: database.db, as: actor(id, limits) });
const problem = `problem { __typename message ... on NotAllowed { rule whoCan { name } } ... on WrongState { state allowed }
  ... on InvalidInput { field } ... on Conflict { reason } }`;
const create = `mutation ($input: CreateApiTokenInput!) { createApiToken(input: $input) {
  token { id prefix name permissions expiresAt lastUsedAt revokedAt } secret ${problem} } }`;
const revoke = `mutation ($input: RevokeApiTokenInput!) { revokeApiToken(input: $input) { token { id revokedAt } ${problem} } }`;
const createAccount = `mutation ($input: CreateServiceAccountInput!) { createServiceAccount(input: $input) {
  serviceAccount { id name tokens { id } } ${problem} } }`;
type Problem = Record<string, unknown> | null;
interface Made {
  token: { id: string; prefix: string; permissions: Permission[] | null; revokedAt: string | null } | null;
  secret: string | null;
  problem: Problem;
}
type Question = ReturnType<typeof as>;
const made = async (who: Question, input: object) =>
  (await ask<{ createApiToken: Made }>(who, create, { input: { name: 'laptop', ...input } })).createApiToken;
const revoked = async (who: Question, tokenId: string | undefined) =>
  (await ask<{ revokeApiToken: Made }>(who, revoke, { input: { tokenId } })).revokeApiToken;
const account = async (who: Question, name: string) =>
  (
    await ask<{ createServiceAccount: { serviceAccount: { id: string } | null; problem: Problem } }>(
      who,
      createAccount,
      {
        input: { name },
      },
    )
  ).createServiceAccount;

const now = new Date('2026-11-21T09:00:00Z');
it.each([
  [{ name: 'laptop' }, null],
  [{ name: 'laptop', permissions: ['READ'], expiresAt: new Date('2026-11-21T09:00:01Z') }, null],
  [{ name: 'laptop', permissions: null, expiresAt: null }, null],
  [{ name: '' }, 'name'],
  [{ name: 'x'.repeat(129) }, 'name'],
  [{ name: 'a\u0000b' }, 'name'],
  [{ name: 'bootstrap' }, 'name'],
  [{ name: 'laptop', permissions: [] }, 'permissions'],
  [{ name: 'laptop', expiresAt: now }, 'expiresAt'],
] as const)('judges the token %j', (wanted, field) => {
  const found = tokenProblem({ ...wanted } as Parameters<typeof tokenProblem>[0], now);
  expect(found && 'field' in found ? found.field : null).toBe(field);
});

it.each([
  [null, null, null],
  [['READ', 'READ'], null, ['READ']],
  [null, ['READ'], ['READ']],
  [['READ'], ['READ', 'DEPLOY'], ['READ']],
  [['DEPLOY'], ['READ'], 'refused'],
] as const)('limits a token that wants %j and is made with one of %j', (wanted, makers, expected) => {
  expect(limitOf(wanted, makers)?.permissions ?? (limitOf(wanted, makers) ? null : 'refused')).toEqual(expected);
});

it('lists little of a token that somebody chose, and judges account names', () => {
  expect(listedPrefix('correct-horse-battery-staple')).toBe('corr…');
  for (const name of ['ci', 'ci-pipeline.v2', '0']) expect(accountNameProblem(name)).toBeNull();
  for (const name of ['', 'CI', 'c i', '-ci', 'x'.repeat(129), 'c\u0000i'])
    expect(accountNameProblem(name)).not.toBeNull();
});

it("makes one's own token, shows the secret once and keeps it nowhere", async () => {
  const input = { permissions: ['READ'], expiresAt: '2099-01-01T00:00:00Z', idempotencyKey: 'once' };
  const first = await made(as(ana), input);
  expect(first).toMatchObject({ token: { permissions: ['READ'], revokedAt: null }, problem: null });
  const secret = first.secret ?? '';
  expect(isToken(secret)).toBe(true);
  expect(secret.startsWith(first.token?.prefix ?? 'none')).toBe(true);
  expect(await holderOfToken(database.db, tokenHash(secret))).toMatchObject({ id: ana, limitedTo: ['READ'] });
  const second = await made(as(ana), input);
  expect(second).toEqual({ ...first, secret: null });
  expect(await placesOf(database.db, first.token?.id ?? '')).toContain('event.entry');
  expect(await placesOf(database.db, secret)).toEqual([]);
  expect(await placesOf(database.db, secret.slice(12))).toEqual([]);
});

/** The tables of access and event in which any row holds a text anywhere. */
async function placesOf(db: Db, text: string): Promise<string[]> {
  const tables = await rows<{ name: string }>(
    db,
    "SELECT table_schema || '.' || table_name AS name FROM information_schema.tables WHERE table_schema IN ('access', 'event')",
  );
  const places: string[] = [];
  for (const { name } of tables) {
    const found = await rows(db, `SELECT 1 FROM ${name} t WHERE strpos(to_jsonb(t)::text, $1) > 0 LIMIT 1`, [text]);
    if (found.length > 0) places.push(name);
  }
  return places;
}

it('makes tokens for others only with ACCESS_ADMIN, and notes who tried', async () => {
  const refused = await made(as(ana), { principalId: admin });
  expect(refused).toMatchObject({ token: null, secret: null });
  expect(refused.problem).toMatchObject({ __typename: 'NotAllowed', rule: 'own-token', whoCan: [{ name: 'Admin' }] });
  const tried = await rows(database.db, 'SELECT action, actor_id FROM event.entry WHERE subject_id = $1', [admin]);
  expect(tried).toEqual([{ action: 'createApiToken.refused', actor_id: ana }]);
  const robot = (await account(as(admin), 'robot')).serviceAccount?.id;
  const given = await made(as(admin), { principalId: robot });
  expect(await holderOfToken(database.db, tokenHash(given.secret ?? ''))).toMatchObject({ id: robot, kind: 'service' });
});

it('answers bad input, strangers, teams and inactive people with what to mend', async () => {
  expect((await made(as(ana), { expiresAt: '2001-01-01T00:00:00Z' })).problem).toMatchObject({ field: 'expiresAt' });
  expect((await made(as(ana), { permissions: [] })).problem).toMatchObject({ field: 'permissions' });
  const team = await addTeam(database.db, 'crew');
  for (const principalId of ['per_nobody', 'svc_nobody', 'per_\u0000', team]) {
    expect((await made(as(admin), { principalId })).problem).toMatchObject({ __typename: 'NotFound' });
  }
  const gone = await addPerson(database.db, 'Gone');
  await rows(database.db, 'UPDATE access.person SET active = false WHERE id = $1', [gone]);
  const inactive = await made(as(admin), { principalId: gone });
  expect(inactive.problem).toMatchObject({ __typename: 'WrongState', state: 'INACTIVE' });
});

it('never lets a limited token make a wider one, nor a chat make any', async () => {
  const limited = as(ana, { limitedTo: ['READ'] });
  expect((await made(limited, {})).token?.permissions).toEqual(['READ']);
  expect((await made(limited, { permissions: ['READ', 'DEPLOY'] })).problem).toMatchObject({
    rule: 'within-own-token',
  });
  const chat = await made(as(ana, { via: 'SLACK' }), {});
  expect(chat).toMatchObject({ secret: null, problem: { __typename: 'NotAllowed', rule: 'not-from-slack' } });
});

it('stops at 100 tokens that work, also when many are asked for at once', async () => {
  const busy = await addPerson(database.db, 'Busy');
  await rows(
    database.db,
    `INSERT INTO access.api_token (id, principal_id, prefix, name, hash, revoked_at, expires_at)
     SELECT 'tok_' || i, $1, 'hof_', 'many', lpad(to_hex(i), 64, '0'),
       CASE WHEN i = 1 THEN now() END, CASE WHEN i = 2 THEN now() - interval '1 hour' END
     FROM generate_series(1, 100) i`,
    [busy],
  );
  const outcomes = await Promise.all(Array.from({ length: 5 }, () => made(as(busy), {})));
  expect(outcomes.filter(outcome => outcome.problem === null)).toHaveLength(2);
  const told = outcomes.find(outcome => outcome.problem !== null)?.problem;
  expect(told).toMatchObject({ __typename: 'WrongState', state: 'FULL', allowed: ['revokeApiToken'] });
});

it("revokes one's own token at once, once; other people's are not found, but for who manages access", async () => {
  const token = await made(as(ana), {});
  const eve = await addPerson(database.db, 'Eve');
  expect((await revoked(as(eve), token.token?.id)).problem).toMatchObject({ __typename: 'NotFound' });
  expect((await revoked(as(eve), 'tok_\u0000')).problem).toMatchObject({ __typename: 'NotFound' });
  expect((await revoked(as(ana), token.token?.id)).token?.revokedAt).toBeTruthy();
  const holder = await holderOfToken(database.db, tokenHash(token.secret ?? ''));
  expect(holder?.revokedAt).toBeInstanceOf(Date);
  const again = await revoked(as(admin), token.token?.id);
  expect(again.problem).toMatchObject({ __typename: 'WrongState', state: 'REVOKED', allowed: [] });
  const other = await made(as(ana), {});
  expect((await revoked(as(admin), other.token?.id)).problem).toBeNull();
});

it('makes service accounts with ACCESS_ADMIN, one per name', async () => {
  const refused = await account(as(ana), 'mine');
  const tried = "SELECT FROM event.entry WHERE refused AND actor_id = $1 AND action = 'createServiceAccount.refused'";
  expect(await rows(database.db, tried, [ana])).toHaveLength(1);
  expect(refused.problem).toMatchObject({
    __typename: 'NotAllowed',
    rule: 'access-admin',
    whoCan: [{ name: 'Admin' }],
  });
  expect((await account(as(admin), 'Not Good')).problem).toMatchObject({ __typename: 'InvalidInput', field: 'name' });
  const outcomes = await Promise.all(Array.from({ length: 4 }, () => account(as(admin), 'pipeline')));
  expect(outcomes.filter(outcome => outcome.problem === null)).toHaveLength(1);
  expect(outcomes.filter(outcome => outcome.problem?.reason === 'NAME_TAKEN')).toHaveLength(3);
});

it('shows tokens to their holder and to who manages access: null or none to others', async () => {
  const lee = await addPerson(database.db, 'Lee');
  await made(as(lee), { name: 'mine' });
  const robot = (await account(as(admin), 'watcher')).serviceAccount?.id;
  await made(as(admin), { principalId: robot, name: 'its' });
  const person = 'query ($id: ID) { person(id: $id) { tokens { name } } }';
  const tokensOf = async (who: Question) => await ask(who, person, { id: lee });
  expect(await tokensOf(as(lee))).toEqual({ person: { tokens: [{ name: 'mine' }] } });
  expect(await tokensOf(as(admin))).toEqual({ person: { tokens: [{ name: 'mine' }] } });
  expect(await tokensOf(as(admin, { limitedTo: ['READ'] }))).toEqual({ person: { tokens: null } });
  expect(await tokensOf(as(ana))).toEqual({ person: { tokens: null } });
  const entity = `{ _entities(representations: [{ __typename: "ServiceAccount", id: "${robot}" }]) { ... on ServiceAccount { tokens { name } } } }`;
  const its = { _entities: [{ tokens: [{ name: 'its' }] }] };
  expect(await ask(as(robot ?? ''), entity)).toEqual(its);
  expect(await ask(as(admin), entity)).toEqual(its);
  expect(await ask(as(ana), entity)).toEqual({ _entities: [{ tokens: [] }] });
});

it('declares a rule for every field of its own', () => {
  const own =
    /^(Person|Preferences|ServiceAccount|ApiToken|.*(Person|SlackUser|Preferences|ServiceAccount|ApiToken)Payload)\./;
  const rules = [...subgraph.rules].filter(([name]) => own.test(name));
  expect(rules.length).toBeGreaterThan(30);
  expect(rules.filter(([, rule]) => rule === undefined)).toEqual([]);
  expect(subgraph.rules.get('Person.tokens')).toEqual({ ownOr: 'ACCESS_ADMIN' });
});
