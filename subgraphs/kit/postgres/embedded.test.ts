import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { build } from 'vite';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { silentLog } from '../log.ts';
import { startEmbedded } from './embedded.ts';
import { stopServer } from './server.ts';

const log = silentLog();
const compiled = fileURLToPath(new URL('../dist/testing-launcher', import.meta.url));
/** A home with data that nobody serves: making them anew takes a second of each test that is not about that. */
let made = '';
let home = '';
let children: ChildProcess[] = [];

/** A second Node process needs JavaScript: the launcher is compiled into the package, where its dependencies are found. */
beforeAll(async () => {
  const entry = fileURLToPath(new URL('./embedded.ts', import.meta.url));
  await build({ configFile: false, logLevel: 'silent', build: { ssr: entry, outDir: compiled, emptyOutDir: true } });
  const [file] = (await readdir(compiled)).filter(name => /^embedded\.m?js$/.test(name));
  await writeFile(
    join(compiled, 'starter.mjs'),
    `import { startEmbedded } from './${file}';
const log = { info() {} };
const { mode, url } = await startEmbedded({ home: process.argv[2], log, durable: false });
console.log(JSON.stringify({ mode, url }));
if (process.argv[3] === 'stay') setInterval(() => {}, 1000);`,
  );
});

beforeAll(async () => {
  made = await mkdtemp(join(tmpdir(), 'handoff-made-'));
  await (await startEmbedded({ home: made, log, durable: false })).stop();
});
afterAll(() => rm(made, { recursive: true, force: true }));

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'handoff-launcher-'));
  children = [];
});

afterEach(async () => {
  for (const child of children) child.kill('SIGKILL');
  await stopServer(join(home, 'postgres'));
  await rm(home, { recursive: true, force: true });
});

/** Gives the test's home data as an earlier start would have left them, owner and all. */
async function haveData(): Promise<void> {
  await promisify(execFile)('cp', ['-a', join(made, 'postgres'), join(home, 'postgres')]);
}

function start() {
  return startEmbedded({ home, log, durable: false });
}

/** Starts the launcher in a process of its own; resolves with what it answered. */
async function startElsewhere(stay: 'stay' | 'go') {
  const child = spawn(process.execPath, [join(compiled, 'starter.mjs'), home, stay], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  const ended = once(child, 'exit');
  const [answer] = (await once(child.stdout, 'data')) as [Buffer];
  const { mode, url } = JSON.parse(answer.toString()) as { mode: string; url: string };
  return { child, ended, mode, url };
}

async function ask(url: string, sql: string): Promise<unknown> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<Record<string, unknown>>(sql);
    return Object.values(rows[0] ?? {})[0];
  } finally {
    await client.end();
  }
}

async function pidOfServer(): Promise<number> {
  return Number((await readFile(join(home, 'postgres', 'postmaster.pid'), 'utf8')).split('\n')[0]);
}

test('a fresh home gets a server of its own, which ends with stop()', async () => {
  const database = await start();
  expect(database.mode).toBe('started');
  expect(database.dataDirectory).toBe(join(home, 'postgres'));
  expect(await ask(database.url, 'SHOW data_directory')).toBe(join(home, 'postgres'));
  expect(await ask(database.url, 'SHOW max_connections')).toBe('100');
  expect(await ask(database.url, 'SHOW listen_addresses')).toBe('127.0.0.1');
  expect(await ask(database.url, 'SHOW server_encoding')).toBe('UTF8');
  expect(await ask(database.url, 'SHOW fsync')).toBe('off');
  const { mode } = await stat(join(home, 'postgres', 'handoff.password'));
  expect(mode & 0o777).toBe(0o600);
  await database.stop();
  await expect(ask(database.url, 'SELECT 1')).rejects.toThrow(/ECONNREFUSED/);
});

test('a wrong password is refused', async () => {
  await haveData();
  const database = await start();
  const url = new URL(database.url);
  url.password = 'guessed';
  await expect(ask(url.href, 'SELECT 1')).rejects.toThrow(/password authentication failed/);
});

test('data outlive a stop, and writes are safe unless asked otherwise', async () => {
  await haveData();
  const first = await start();
  await ask(first.url, 'CREATE TABLE kept AS SELECT 7 AS n');
  await first.stop();
  const second = await startEmbedded({ home, log });
  expect(second.mode).toBe('started');
  expect(await ask(second.url, 'SELECT n FROM kept')).toBe(7);
  expect(await ask(second.url, 'SHOW fsync')).toBe('on');
  expect(await ask(second.url, 'SHOW synchronous_commit')).toBe('on');
});

test('a second start attaches, and its stop() leaves the server alone', async () => {
  await haveData();
  const first = await start();
  const second = await start();
  expect(second).toMatchObject({ mode: 'attached', url: first.url });
  await second.stop();
  expect(await ask(first.url, 'SELECT 1')).toBe(1);
});

test('a starter that has nothing else to do ends, and its server goes on', async () => {
  await haveData();
  const { mode, url, ended } = await startElsewhere('go');
  expect(mode).toBe('started');
  expect((await ended)[0]).toBe(0);
  expect(await ask(url, 'SELECT 1')).toBe(1);
});

test('a server whose starter was killed is adopted', async () => {
  await haveData();
  const { child, ended, url } = await startElsewhere('stay');
  child.kill('SIGKILL');
  await ended;
  expect(await start()).toMatchObject({ mode: 'attached', url });
});

test('of four starts at once one starts the server and three attach to it', async () => {
  const answers = await Promise.all(['stay', 'stay', 'stay', 'stay'].map(() => startElsewhere('stay')));
  expect(answers.map(a => a.mode).sort()).toEqual(['attached', 'attached', 'attached', 'started']);
  expect(new Set(answers.map(a => a.url)).size).toBe(1);
});

test('four starts at once after a server was killed agree as well', async () => {
  await haveData();
  await start();
  process.kill(await pidOfServer(), 'SIGKILL');
  await sleep(100);
  const answers = await Promise.all([start(), start(), start(), start()]);
  expect(answers.map(a => a.mode).sort()).toEqual(['attached', 'attached', 'attached', 'started']);
});

test('a process id that belongs to somebody else by now does not pass for a server', async () => {
  await haveData();
  const first = await start();
  await first.stop();
  await writeFile(join(home, 'postgres', 'postmaster.pid'), `${process.pid}\n${home}\n0\n1\n\n127.0.0.1\n\nready\n`);
  expect((await start()).mode).toBe('started');
});

test('data of another version of PostgreSQL are refused with the mend, and left as they are', async () => {
  await mkdir(join(home, 'postgres'));
  await writeFile(join(home, 'postgres', 'PG_VERSION'), '9\n');
  await expect(start()).rejects.toThrow(/were made by PostgreSQL 9, but this is PostgreSQL 1\d.*DATABASE_URL/);
  expect(await readdir(join(home, 'postgres'))).toEqual(['PG_VERSION']);
});

test('data without their password are refused with the mend', async () => {
  await haveData();
  await (await start()).stop();
  await rm(join(home, 'postgres', 'handoff.password'));
  await expect(start()).rejects.toThrow(/handoff\.password can't be read.*put the file back/);
  await expect(pidOfServer()).rejects.toThrow(/ENOENT/);
});

test('a lock left by a dead process is taken over, and so is a half-made data folder', async () => {
  const dead = spawn(process.execPath, ['-e', '']);
  await once(dead, 'exit');
  await mkdir(join(home, 'postgres.lock'));
  await writeFile(join(home, 'postgres.lock', '4'), `${dead.pid} left-behind`);
  await mkdir(join(home, 'postgres.new', 'base'), { recursive: true });
  expect((await start()).mode).toBe('started');
  expect(await readdir(join(home, 'postgres.lock'))).toEqual(['5']);
});
