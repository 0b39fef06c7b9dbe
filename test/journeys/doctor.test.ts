import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { scopesSay, slackCheck } from '@handoff/bot/doctor';
import { botScopes } from '@handoff/bot/manifest';
import { targetsCheck } from '@handoff/deployment/executor/doctor';
import { oidcCheck } from '@handoff/gateway/oidc/doctor';
import { rows } from '@handoff/kit/database/database';
import { examine } from '@handoff/kit/doctor/command';
import { clockSays } from '@handoff/kit/doctor/database';
import { type Finding, findingsOf, inWords } from '@handoff/kit/doctor/finding';
import { freeSays } from '@handoff/kit/doctor/place';
import { listen } from '@handoff/kit/http/listen';
import { type TestDatabase, testDatabase } from '@handoff/kit/testing/database';
import { migrations } from '@handoff/migrations/list';
import { afterAll, beforeAll, expect, it, test } from 'vitest';
import { ended, handoff } from '../command.ts';
import { settingsOf } from '../settings.ts';

let database: TestDatabase;
let home: string;
const servers: Server[] = [];

beforeAll(async () => {
  database = await testDatabase([]);
  home = await mkdtemp(join(tmpdir(), 'handoff-doctor-'));
});
afterAll(async () => {
  for (const server of servers) server.close();
  await database.drop();
  await rm(home, { recursive: true, force: true });
});

async function serving(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  servers.push(server);
  return `http://127.0.0.1:${await listen(server, '127.0.0.1', 0)}`;
}

const json = (body: object, headers = {}) =>
  ((_, response) => {
    response.writeHead(200, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
  }) satisfies RequestListener;

/** What was found, with these settings beside a database that is there. */
function found(environment: Record<string, string> = {}, known = migrations): Promise<Finding[]> {
  const checks = [slackCheck, oidcCheck, targetsCheck];
  const env = { DATABASE_URL: database.url, HANDOFF_HOME: home, ...environment };
  return examine(env, { migrations: known, checks });
}

const about = (findings: Finding[], what: string) =>
  findings.filter(each => each.about === what).map(({ state, says }) => `${state}: ${says}`);

it('finds nothing wrong where nothing is', async () => {
  const findings = await found();
  expect(findings.filter(({ state }) => state === 'wrong' || state === 'look')).toEqual([]);
  expect(new Set(findings.map(each => each.about))).toEqual(
    new Set(['Settings', 'Database', 'Disk', 'Parts', 'Slack', 'Sign-in', 'Targets']),
  );
});

it('tells every setting that is wrong, with its mend, and no secret', async () => {
  const findings = await found({ PORT: 'abc', HANDOFF_HOEM: '/x', SLACK_BOT_TOKEN: 'do-not-print' });
  expect(findings.map(({ state }) => state)).toEqual(['wrong', 'wrong', 'wrong', 'wrong']);
  expect(JSON.stringify(findings)).not.toContain('do-not-print');
});

it('tells of a database that is not there, without its password', async () => {
  const findings = await found({ DATABASE_URL: 'postgres://u:do-not-print@127.0.0.1:9/none' });
  expect(about(findings, 'Database')).toEqual([expect.stringMatching(/^wrong: none at 127\.0\.0\.1:9 .*DATABASE_URL/)]);
  expect(JSON.stringify(findings)).not.toContain('do-not-print');
});

it('tells of migrations that wait, and of those of a newer Handoff', async () => {
  class Later0999000000000 {
    name = 'Later0999000000000';
    up = async () => undefined;
    down = async () => undefined;
  }
  const waiting = await found({}, [...migrations, Later0999000000000]);
  expect(about(waiting, 'Database').join()).toMatch(/look: 1 of \d+ migrations wait/);
  const newer = await found({}, migrations.slice(0, -1));
  const last = migrations.at(-1);
  expect(about(newer, 'Database').join()).toMatch(new RegExp(`newer Handoff migrated it .*${last && new last().name}`));
});

test.each([
  [1_200, 50, 'fine'],
  [-2_040, 50, 'fine'],
  [2_100, 50, 'look'],
  [-29_000, 0, 'look'],
  [30_100, 50, 'wrong'],
])('a clock that is %i ms off, known within %i: %s', (difference, within, state) => {
  expect(clockSays(difference, within)).toMatchObject({
    state,
    says: expect.stringMatching(difference < 0 ? /behind/ : /ahead/),
  });
});

test.each([
  [3e9, 'fine'],
  [1e9, 'look'],
  [1e8, 'wrong'],
])('%i free bytes: %s', (bytes, state) => {
  expect(freeSays('/data', bytes)).toMatchObject({ state });
});

it('tells of parts that are away, or not ready', async () => {
  const ready = await serving(json({ ready: true }));
  const not = await serving((_, response) => void response.writeHead(503).end('{"ready":false}'));
  const findings = await found({
    REGISTRY_URL: `${ready}/graphql`,
    DEPLOYMENT_URL: `${not}/graphql`,
    MONITORING_URL: 'http://127.0.0.1:9/graphql',
  });
  expect(about(findings, 'Parts')).toEqual([
    expect.stringMatching(/^fine: registry is ready/),
    expect.stringMatching(/^wrong: deployment answers .* 503 \(\{"ready":false\}\): .*DEPLOYMENT_URL/),
    expect.stringMatching(/^wrong: monitoring does not answer at .*MONITORING_URL/),
  ]);
});

it('asks Slack for its tokens and scopes', async () => {
  const scopes = { 'x-oauth-scopes': botScopes().slice(1).join(',') };
  const slack = await serving((request, response) =>
    request.url?.includes('auth.test')
      ? json({ ok: true, user: 'handoff', team: 'Acme' }, scopes)(request, response)
      : json({ ok: false, error: 'not_allowed_token_type' })(request, response),
  );
  const tokens = { SLACK_BOT_TOKEN: 'xoxb-1', SLACK_APP_TOKEN: 'xapp-1' };
  const findings = await found({ ...tokens, SLACK_API_URL: `${slack}/api/` });
  expect(about(findings, 'Slack')).toEqual([
    expect.stringMatching(new RegExp(`^wrong: It is handoff in Acme, without ${botScopes()[0]}: .*manifest`)),
    expect.stringMatching(/^wrong: Slack answers not_allowed_token_type: .*connections:write/),
  ]);
  const away = await found({ ...tokens, SLACK_API_URL: 'http://127.0.0.1:9/api/' });
  expect(about(away, 'Slack').join()).toMatch(/cannot be reached/);
  expect(scopesSay('It', botScopes(), false).state).toBe('fine');
  expect(scopesSay('It', botScopes(), true)).toMatchObject({ state: 'wrong', says: expect.stringMatching(/history/) });
  expect(scopesSay('It', undefined, false).state).toBe('look');
});

it('asks the identity provider for its document and keys', async () => {
  let document: Record<string, unknown> = {};
  let keys: object[] = [{ kty: 'RSA' }];
  const issuer = await serving((request, response) =>
    json(request.url === '/keys' ? { keys } : document)(request, response),
  );
  document = { issuer, jwks_uri: `${issuer}/keys`, token_endpoint: `${issuer}/token` };
  const environment = { OIDC_ISSUER: issuer, OIDC_AUDIENCE: 'handoff', OIDC_CLIENT_ID: 'pages' };
  expect(about(await found(environment), 'Sign-in')).toEqual([
    expect.stringMatching(/^fine: .*publishes 1 key\./),
    expect.stringMatching(/^wrong: .*no authorization_endpoint/),
  ]);
  keys = [];
  expect(about(await found(environment), 'Sign-in')[0]).toMatch(/^wrong: .*no keys/);
  document = { ...document, issuer: 'http://127.0.0.1/other' };
  expect(about(await found(environment), 'Sign-in')).toEqual([expect.stringMatching(/^wrong: .*OIDC_ISSUER/)]);
});

it('looks at the targets that Handoff rolls out to by itself', async () => {
  const there = await serving((_, response) => void response.writeHead(405).end());
  const [environment] = await rows<{ id: string }>(database.db, 'SELECT id FROM deployment.environment LIMIT 1');
  const targets = {
    answers: { url: there, secretSetting: 'HOOK_SECRET' },
    away: { url: 'http://127.0.0.1:9/', secretSetting: 'HOOK_SECRET' },
    secretless: { url: there, secretSetting: 'OTHER_SECRET' },
    shapeless: { url: 'nowhere' },
  };
  for (const [name, config] of Object.entries(targets))
    await rows(
      database.db,
      `INSERT INTO deployment.target (id, environment_id, name, kind, executor, config) VALUES ($1, $2, $1, 'KUBERNETES', 'WEBHOOK', $3)`,
      [name, environment?.id, config],
    );
  const secret = { HANDOFF_TARGET_SECRETS: 'HOOK_SECRET', HOOK_SECRET: 'whsec_do-not-print' };
  const findings = await found({ ...secret, HANDOFF_TARGET_NETWORKS: '127.0.0.1' });
  expect(about(findings, 'Targets')).toEqual([
    expect.stringMatching(/^fine: .*\/answers \(WEBHOOK\): .* answers/),
    expect.stringMatching(/^wrong: .*\/away/),
    expect.stringMatching(/^wrong: .*\/secretless .*OTHER_SECRET.*HANDOFF_TARGET_SECRETS/),
    expect.stringMatching(/^wrong: .*\/shapeless .*address/),
  ]);
  const closed = await found(secret);
  expect(about(closed, 'Targets')[0]).toMatch(/^wrong: .*\/answers/);
  expect(JSON.stringify([findings, closed])).not.toContain('do-not-print');
});

it('goes on when a check fails unexpectedly', async () => {
  const check = { about: 'It', find: () => Promise.reject(new Error('boom')) };
  const room = { settings: settingsOf({}), db: null, migrations };
  expect(await findingsOf(check, room)).toEqual([
    { about: 'It', state: 'wrong', says: 'It could not be checked: boom.' },
  ]);
});

it('sums up what it found', () => {
  const finding = (state: Finding['state']): Finding => ({ about: 'It', state, says: 'So.' });
  expect(inWords([finding('fine')])).toBe('✓ It  So.\nNothing is wrong.\n');
  expect(inWords([finding('wrong'), finding('look')])).toBe('✗ It  So.\n! It  So.\n1 wrong, 1 to look at.\n');
});

it('ends with 1 when something is wrong, and answers as JSON', async () => {
  const words = ['doctor', '--json'];
  const fine = await ended(handoff(words, { HANDOFF_HOME: home }));
  expect(fine.code).toBe(0);
  const said = JSON.parse(fine.stdout) as Finding[];
  expect(about(said, 'Database')).toEqual([expect.stringMatching(/^passed: There is no embedded database yet/)]);
  expect(await ended(handoff(words, { HANDOFF_HOME: home, PORT: 'abc' }))).toMatchObject({ code: 1 });
});
