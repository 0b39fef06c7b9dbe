import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { checkBackup } from '@handoff/kit/backup/check';
import { makeBackup } from '@handoff/kit/backup/make';
import { restore } from '@handoff/kit/backup/restore';
import { schemas } from '@handoff/kit/backup/tables';
import { countRows, rows } from '@handoff/kit/database/database';
import { migrate } from '@handoff/kit/database/migrate';
import { verifyTrail } from '@handoff/kit/event/verify';
import { type TestDatabase, testDatabase } from '@handoff/kit/testing/database';
import { migrations } from '@handoff/migrations/list';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ended, handoff } from '../command.ts';
import { demoDatabase } from '../demo.ts';

let folder: string;
let file: string;
let demo: TestDatabase;
const others: TestDatabase[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'handoff-backup-'));
  file = join(folder, 'demo.backup.gz');
  demo = await demoDatabase();
  await rows(demo.db, `CREATE TABLE monitoring.prediction_20260102 (LIKE monitoring.prediction INCLUDING ALL)`);
  await rows(
    demo.db,
    `ALTER TABLE monitoring.prediction ATTACH PARTITION monitoring.prediction_20260102 FOR VALUES FROM ('2026-01-02') TO ('2026-01-03')`,
  );
  await makeBackup({ url: demo.url, to: createWriteStream(file), now: new Date() });
});
afterEach(async () => {
  for (const other of others.splice(0)) await other.drop();
});
afterAll(async () => {
  await demo.drop();
  await rm(folder, { recursive: true, force: true });
});

/** A database that nobody is connected to: as migrated, or with nothing in it. */
async function target({ empty = false } = {}): Promise<TestDatabase> {
  const made = await testDatabase([], empty ? 'template0' : undefined);
  others.push(made);
  await made.db.destroy();
  return made;
}

const restoring = (url: string, from = file, force = false) =>
  restore({ url, file: createReadStream(from), migrations, force });

/** What is in every table, as text: the sum of the hashes of its rows, whatever their order. */
async function contents(database: TestDatabase): Promise<Record<string, string>> {
  if (!database.db.isInitialized) await database.db.initialize();
  const tables = await rows<{ name: string }>(
    database.db,
    `SELECT c.oid::regclass::text AS name FROM pg_class c WHERE c.relkind = 'r'
       AND c.relnamespace = ANY ($1::regnamespace[]) ORDER BY 1`,
    [schemas],
  );
  const all: Record<string, string> = {};
  for (const { name } of tables) {
    const sql = `SELECT count(*) || ' ' || coalesce(sum(hashtextextended(t::text, 0)), 0) AS sum FROM ${name} t`;
    all[name] = (await rows<{ sum: string }>(database.db, sql))[0]?.sum ?? '';
  }
  return all;
}

/** The file with its text changed. */
async function altered(change: (text: string) => string): Promise<string> {
  const path = join(folder, 'altered.backup.gz');
  const before = gunzipSync(await readFile(file)).toString();
  const after = change(before);
  expect(after).not.toBe(before);
  await writeFile(path, gzipSync(after));
  return path;
}

it.each([{ empty: true }, { empty: false }])('restores every row into a new database (%o)', async how => {
  const other = await target(how);
  const restored = await restoring(other.url);
  expect(restored).toMatchObject({ kind: 'Restored', migrated: [] });
  const before = await contents(demo);
  expect(await contents(other)).toEqual(before);
  expect(Object.keys(before).length).toBeGreaterThan(80);
  expect(await verifyTrail(other.db)).toMatchObject({ broken: null, unsealed: 0 });
});

it('restores triggers, constraints and parts of tables with the rows', async () => {
  const other = await target();
  await restoring(other.url);
  const sql = `SELECT count(*)::int AS all, count(*) FILTER (WHERE tgenabled = 'O')::int AS on FROM pg_trigger`;
  const constraints = 'SELECT count(*)::int AS count FROM pg_constraint';
  await other.db.initialize();
  for (const query of [sql, constraints]) expect(await rows(other.db, query)).toEqual(await rows(demo.db, query));
  const change = rows(other.db, `UPDATE event.entry SET summary = 'x'`);
  await expect(change).rejects.toThrow(/never changed/);
});

it('carries all that the database has: what it could not carry is not there', async () => {
  const sql = `SELECT c.relkind, c.oid::regclass::text AS name FROM pg_class c
    WHERE c.relnamespace = ANY ($1::regnamespace[]) AND c.relkind NOT IN ('r', 'p', 'i', 'I', 'v')`;
  expect(await rows(demo.db, sql, [schemas])).toEqual([]);
  const own = `SELECT nspname::text AS name FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname NOT IN ('information_schema', 'public')`;
  expect((await rows<{ name: string }>(demo.db, own)).map(({ name }) => name).toSorted()).toEqual(schemas.toSorted());
});

describe('the database that is restored into', () => {
  it('is left alone where it holds data, unless told to replace them', async () => {
    const other = await target();
    await restoring(other.url);
    const again = await restoring(other.url);
    expect(again).toMatchObject({ kind: 'NotRestored', reason: expect.stringMatching(/--force.*Nothing was changed/) });
    expect(await restoring(other.url, file, true)).toMatchObject({ kind: 'Restored' });
  });

  it('is left alone while Handoff runs on it, whatever it was told', async () => {
    const other = await target();
    await other.db.initialize();
    expect(await restoring(other.url, file, true)).toMatchObject({
      reason: expect.stringMatching(/stop every process/),
    });
  });
});

it('is of one instant, while others write', async () => {
  const busy = await demoDatabase();
  others.push(busy);
  let writing = true;
  let written = 0;
  const writer = (async () => {
    for (; writing; written++) {
      await busy.db.transaction(async tx => {
        await rows(tx, 'INSERT INTO access.team (id, name, title) VALUES ($1, $1, $1)', [`tea_w${written}`]);
        await rows(tx, 'INSERT INTO access.person (id, name, email) VALUES ($1, $1, $1)', [`per_w${written}`]);
      });
    }
  })();
  const path = join(folder, 'busy.backup.gz');
  while (written < 20) await new Promise(resolve => setTimeout(resolve, 5));
  await makeBackup({ url: busy.url, to: createWriteStream(path), now: new Date() });
  writing = false;
  await writer;
  const other = await target();
  expect(await restoring(other.url, path)).toMatchObject({ kind: 'Restored' });
  await other.db.initialize();
  const [teams, people] = [
    await countRows(other.db, `FROM access.team WHERE id LIKE 'tea_w%'`),
    await countRows(other.db, `FROM access.person WHERE id LIKE 'per_w%'`),
  ];
  expect(teams).toBe(people);
  expect(teams).toBeGreaterThanOrEqual(20);
  expect(teams).toBeLessThanOrEqual(written);
});

describe('a file that is not whole', () => {
  it('is told wherever it was cut', async () => {
    const whole = await readFile(file);
    const cut = join(folder, 'cut.backup.gz');
    for (let i = 1; i < 40; i++) {
      await writeFile(cut, whole.subarray(0, Math.floor((whole.length * i) / 40)));
      await expect(checkBackup(createReadStream(cut))).rejects.toThrow(/torn/);
    }
    await writeFile(cut, whole.subarray(0, whole.length - 20_000));
    const other = await target();
    await restoring(other.url);
    const before = await contents(other);
    await other.db.destroy();
    const torn = await restoring(other.url, cut, true);
    expect(torn).toMatchObject({ kind: 'NotRestored', reason: expect.stringMatching(/torn.*Nothing was changed/) });
    expect(await contents(other)).toEqual(before);
  });

  it.each<[string, (text: string) => string, RegExp]>([
    ['a row', text => text.replace('card-fraud', 'card-froud'), /altered: .*checksum/],
    ['a row less', text => text.replace(/per_\w+\t.*\n/, ''), /altered: .*checksum/],
    [
      'a table less',
      text => text.replace(/\{"table":"registry\.label"[\s\S]*?\n\\\.\n.*\n/, ''),
      /altered: it should have/i,
    ],
    ['a table that is none', text => text.replace('"registry.label"', '"registry.labels"'), /was no table/],
    ['another number of rows', text => text.replace(/\{"rows":(\d+),/, '{"rows":9$1,'), /altered/],
    ['an entry of the trail, and its checksum', text => resealed(text), /audit trail in it is broken/],
    [
      'a newer migration',
      text => text.replace('"AskedFor', '"Later0999000000000","AskedFor'),
      /newer Handoff.*Later0999/,
    ],
  ])('is told with %s', async (_, change, said) => {
    const other = await target();
    const result = await restoring(other.url, await altered(change));
    expect(result).toMatchObject({ kind: 'NotRestored', reason: expect.stringMatching(said) });
  });
});

/** Somebody who alters an entry of the trail can make the checksum fit, and not the chain. */
function resealed(text: string): string {
  return text.replace(
    /(\{"table":"event\.entry".*\n)([\s\S]*?)\\\.\n(\{.*\})\n/,
    (_, head: string, entries: string) => {
      const changed = entries.replace('assignment.accepted', 'assignment.declined');
      const sha256 = createHash('sha256').update(changed).digest('hex');
      return `${head}${changed}\\.\n${JSON.stringify({ rows: changed.split('\n').length - 1, sha256 })}\n`;
    },
  );
}

it('brings what an older Handoff had up to date', async () => {
  const old = await target({ empty: true });
  const before = migrations.slice(0, 20);
  await migrate(old.url, before);
  await old.db.initialize();
  await rows(old.db, `INSERT INTO access.person (id, name, email) VALUES ('per_old', 'Old', 'old@example.org')`);
  const path = join(folder, 'old.backup.gz');
  await makeBackup({ url: old.url, to: createWriteStream(path), now: new Date() });
  const other = await target();
  const restored = await restoring(other.url, path);
  const later = migrations.slice(20).map(Migration => new Migration().name);
  expect(restored).toMatchObject({ kind: 'Restored', migrated: later });
  await other.db.initialize();
  expect(await countRows(other.db, `FROM access.person WHERE id = 'per_old'`)).toBe(1);
  expect(await migrate(other.url, migrations)).toEqual([]);
});

describe('the commands', () => {
  const run = (words: string[], url = demo.url) => ended(handoff(words, { DATABASE_URL: url, HANDOFF_HOME: folder }));

  it('write a file that only its owner may read, check it, and restore it', async () => {
    const out = join(folder, 'command.backup.gz');
    const made = await run(['backup', '--out', out, '--json']);
    expect(JSON.parse(made.stdout)).toMatchObject({ file: out, tables: expect.any(Number) });
    expect((await stat(out)).mode & 0o777).toBe(0o600);
    expect(await run(['restore', out, '--check'])).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/is whole/),
    });
    const other = await target({ empty: true });
    expect(await run(['restore', out], other.url)).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^Restored/),
    });
    expect(await run(['restore', out], other.url)).toMatchObject({ code: 1, stderr: expect.stringMatching(/--force/) });
    expect(await run(['backup', '--out', out])).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/there already/),
    });
  });

  it('say what is wrong, and leave nothing half done behind', async () => {
    const empty = await target({ empty: true });
    const out = join(folder, 'never.backup.gz');
    expect(await run(['backup', '--out', out], empty.url)).toMatchObject({ code: 1 });
    expect(await run(['backup', '--out', join(folder, 'no', 'where.gz')])).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/cannot be written.*Nothing was kept/),
    });
    expect(await run(['restore', join(folder, 'none.gz')], empty.url)).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/no such file/),
    });
    for (const path of [out, `${out}.part`]) await expect(stat(path)).rejects.toThrow(/ENOENT/);
  });
});
