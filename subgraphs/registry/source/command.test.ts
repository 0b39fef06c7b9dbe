import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { credentials } from '@handoff/kit/credentials';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { shell } from '../testing/shell.ts';
import { adapters } from './adapters.ts';
import { type CommandIo, importCommand } from './command.ts';
import { parseDuration } from './duration.ts';
import { exitCode, noCounts } from './outcome.ts';
import { printable } from './screen.ts';

let server: Server;
let url: string;
let folder: string;
let authorization: string | undefined;
let calls = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'handoff-command-'));
  for (const [name, text] of [
    ['good', '---\nlicense: mit\n---'],
    ['torn', '---\na: ['],
  ] as const) {
    await mkdir(join(folder, name));
    await writeFile(join(folder, name, 'README.md'), text);
  }
  server = createServer(async (request, response) => {
    let body = '';
    for await (const part of request) body += part;
    calls++;
    authorization = request.headers.authorization;
    const { records } = JSON.parse(body).variables.input as { records: { source: { externalId: string } }[] };
    const results = records.map(({ source }, i) => ({
      path: `records[${i}]`,
      externalId: source.externalId,
      outcome: 'UPDATED',
      kept: ['title'],
      model: null,
      version: null,
      problem: null,
    }));
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ data: { importModels: { results, problem: null } } }));
  });
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await new Promise(done => server.close(done));
  await rm(folder, { recursive: true, force: true });
});

const handoff = (args: string[], more: Partial<CommandIo> = {}) =>
  shell(importCommand, args, { env: { HANDOFF_URL: url, HANDOFF_TOKEN: 'hof_test' }, ...more });

test('what all went in ends with 0 and the counts', async () => {
  const { code, out, err } = await handoff(['hugging-face', join(folder, 'good')]);
  expect([code, err]).toEqual([0, '']);
  expect(out).toMatch(
    /^Kept what people changed in .*good\/README\.md: title\nModels: 0 created, 1 updated, 0 unchanged, 0 rejected\. /,
  );
  expect(authorization).toBe('Bearer hof_test');
});

test('what was rejected ends with 1 and the place and reason', async () => {
  const { code, out } = await handoff(['hugging-face', folder, '--dry-run']);
  expect(code).toBe(1);
  expect(out).toContain(`Rejected ${join(folder, 'torn', 'README.md')}: Its front matter has no end`);
  expect(out).toContain('Nothing was changed: this was a dry run.');
});

test('as JSON there is one object a line, and the summary comes last', async () => {
  const { out, code } = await handoff(['hugging-face', folder, '--json']);
  const lines = out
    .trim()
    .split('\n')
    .map(line => JSON.parse(line));
  expect(code).toBe(1);
  expect(lines[0]).toMatchObject({
    kind: 'record',
    path: join(folder, 'torn', 'README.md'),
    externalId: 'torn',
    outcome: 'REJECTED',
    problem: expect.stringMatching(/no end/),
  });
  expect(lines[1]).toMatchObject({
    kind: 'record',
    externalId: expect.stringMatching(/good$/),
    outcome: 'UPDATED',
    kept: ['title'],
  });
  expect(lines[2]).toMatchObject({ kind: 'summary', created: 0, updated: 1, unchanged: 0, rejected: 1, stopped: null });
  expect(lines).toHaveLength(3);
});

test.each([
  ['an unknown source', ['mlmodels', '.'], /Did you mean mlmodel\?/],
  [
    'a place that is not there',
    ['mlmodel', '/nowhere/at/all'],
    /^\/nowhere\/at\/all cannot be read: there is nothing of that name\. Check the path\.\n$/,
  ],
  ['a time that is none', ['mlmodel', '.', '--watch', 'often'], /--watch takes a time like 30s, 5m or 1h, not "often"/],
  ['a missing place', ['mlmodel'], /missing required argument 'where'/],
  ['an unknown flag', ['mlmodel', '.', '--dryrun'], /unknown option '--dryrun'[\s\S]*--dry-run/],
  [
    'a flag of another source',
    ['mlmodel', '.', '--region', 'eu-west-1'],
    /^mlmodel has no --region: leave it out\.\n$/,
  ],
  ['files that are none', ['mlmodel', '.', '--no-files'], /^mlmodel has no --no-files/],
  ['a server that is no address', ['mlflow', './mlruns'], /is no address of a server: write it like https:/],
  ['half of a user', ['mlflow', 'http://ann@127.0.0.1:9'], /MLFLOW_TRACKING_PASSWORD is missing/],
  ['an address that is none', ['mlmodel', '.', '--url', 'ftp://x'], /HANDOFF_URL is no address: "ftp:\/\/x"/],
  ['a broken token', ['mlmodel', '.', '--token', 'a b'], /HANDOFF_TOKEN holds a space/],
])('%s ends with 2 and one line with the mend', async (_, args, reason) => {
  const { code, err, out } = await handoff(args);
  expect([code, out]).toEqual([2, '']);
  expect(err).toMatch(reason);
});

test('a server that is not there ends with 2 and one line', async () => {
  const { code, err, out } = await handoff(['hugging-face', join(folder, 'good'), '--url', 'http://127.0.0.1:9']);
  expect([code, out]).toEqual([2, '']);
  expect(err).toBe('http://127.0.0.1:9 cannot be reached: nothing listens there. Check that Handoff runs there.\n');
});

test('help shows examples and ends with 0', async () => {
  const { code, out } = await handoff(['--help']);
  expect(code).toBe(0);
  expect(out).toContain('$ handoff import mlmodel ./mlruns');
  expect(out).toContain('Exit codes: 0 all went in');
});

test('a source that cannot be read to its end ends with 2 and says why', async () => {
  const { code, err, out } = await handoff(['mlflow', 'http://127.0.0.1:9']);
  expect([code, out]).toEqual([2, '']);
  expect(err).toMatch(/127\.0\.0\.1:9\/api\/.* cannot be read: nothing listens there/);
});

test('help names every source with its credentials and an example', async () => {
  const { out } = await handoff(['--help']);
  for (const name of Object.keys(adapters)) expect(out).toMatch(new RegExp(`^  ${name} `, 'm'));
  expect(out).toContain('credentials: MLFLOW_TRACKING_USERNAME');
  expect(out).toContain('$ handoff import github acme/churn');
});

test('watching imports again until it is stopped', async () => {
  const stop = new AbortController();
  const before = calls;
  const timer = setInterval(() => calls - before >= 2 && stop.abort(), 20);
  const { code } = await handoff(['hugging-face', join(folder, 'good'), '--watch', '1s'], { stop: () => stop.signal });
  clearInterval(timer);
  expect(calls - before).toBeGreaterThanOrEqual(2);
  expect([0, 2]).toContain(code);
});

test.each([
  ['30s', 30_000],
  ['5m', 300_000],
  ['1h', 3_600_000],
  ['0s', undefined],
  ['25h', undefined],
  ['5', undefined],
  ['-1m', undefined],
])('the time %s is %s ms', (text, expected) => {
  expect(parseDuration(text)).toBe(expected);
});

const secret = (files: Record<string, string>) => async (path: string) => files[path] ?? null;
test.each([
  [
    'the command line first',
    { url: 'https://a', token: 'x', env: { HANDOFF_TOKEN: 'y', HANDOFF_URL: 'https://b' } },
    { url: 'https://a', token: 'x' },
  ],
  [
    'then the environment',
    { env: { HANDOFF_TOKEN: ' y\n', HANDOFF_URL: 'https://b' } },
    { url: 'https://b', token: 'y' },
  ],
  [
    'then a file it names',
    { env: { HANDOFF_TOKEN_FILE: '/t', HANDOFF_URL: 'https://b' }, readSecret: secret({ '/t': 'z\n' }) },
    { url: 'https://b', token: 'z' },
  ],
  [
    'then the token this machine keeps',
    { env: { HANDOFF_HOME: '/h' }, readSecret: secret({ '/h/secrets/admin-token': 'k\n' }) },
    { url: 'http://127.0.0.1:4000', token: 'k' },
  ],
  [
    'at the port that Handoff has here',
    { env: { HANDOFF_HOME: '/h', PORT: '4810' }, readSecret: secret({ '/h/secrets/admin-token': 'k' }) },
    { url: 'http://127.0.0.1:4810', token: 'k' },
  ],
  [
    'on IPv6 too',
    { url: 'http://[::1]:4000', env: { HANDOFF_HOME: '/h' }, readSecret: secret({ '/h/secrets/admin-token': 'k' }) },
    { url: 'http://[::1]:4000', token: 'k' },
  ],
  [
    'never sends that token elsewhere',
    { url: 'https://b', env: { HANDOFF_HOME: '/h' }, readSecret: secret({ '/h/secrets/admin-token': 'k' }) },
    expect.stringMatching(/^There is no token: set HANDOFF_TOKEN/),
  ],
])('a token is looked for: %s', async (_, given, found) => {
  expect(await credentials(given)).toEqual(found);
});

test.each([
  [{ stopped: null, created: 3, rejected: 0 }, 0],
  [{ stopped: null, created: 3, rejected: 1 }, 1],
  [{ stopped: 'No answer.', created: 3, rejected: 1 }, 2],
])('%j ends with %s', ({ stopped, created, rejected }, code) => {
  const records = { ...noCounts(), created, rejected };
  expect(exitCode({ records, versions: noCounts(), stopped, dryRun: false, seconds: 1 })).toBe(code);
});

test('names of files cannot steer the terminal', () => {
  expect(printable('a\u001b[31mred\r\nb\u009b')).toBe('a [31mred b ');
});
