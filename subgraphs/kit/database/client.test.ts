import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from, to } from 'pg-copy-streams';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { type TestDatabase, testDatabase } from '../testing/database.ts';
import { afterCommit, ahead, openDatabase, rows, sqlState, together, write } from './database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase([]);
  await rows(database.db, 'CREATE TABLE note (text text PRIMARY KEY)');
});
beforeEach(() => rows(database.db, 'TRUNCATE note'));
afterAll(() => database.drop());

const noteSql = 'INSERT INTO note VALUES ($1)';
const noted = async () =>
  (await rows<{ text: string }>(database.db, 'SELECT text FROM note ORDER BY text')).map(({ text }) => text);

/** Passes on what a client says at once; what the server answers waits while `held` says so of all that was said. */
async function holdingRelay(held: (said: string) => boolean): Promise<Server> {
  const { hostname, port } = new URL(database.url);
  const relay = createServer(client => {
    const server = connect(Number(port), hostname);
    const waiting: Buffer[] = [];
    let said = '';
    const pass = () => {
      if (!held(said)) for (const answer of waiting.splice(0)) client.write(answer);
    };
    client.on('data', chunk => {
      said += chunk.toString('latin1');
      server.write(chunk);
      pass();
    });
    server.on('data', chunk => {
      waiting.push(chunk);
      pass();
    });
    client.on('close', () => server.destroy());
    for (const end of [client, server]) end.on('error', () => end.destroy());
  });
  await once(relay.listen(0, '127.0.0.1'), 'listening');
  return relay;
}

it('does not wait for an answer before it sends what is asked besides, nor for the start of a transaction', async () => {
  // From the start of the transaction on nothing is answered until the last of it was asked.
  const relay = await holdingRelay(said => said.includes('START TRANSACTION') && !said.includes("'last'"));
  const url = new URL(database.url);
  url.port = String((relay.address() as AddressInfo).port);
  const db = await openDatabase({ url: url.href, tables: [], poolSize: 1 });
  const told = await write(db, tx =>
    together([rows(tx, "SELECT 'first' AS it"), rows(tx, noteSql, ['between']), rows(tx, "SELECT 'last' AS it")]),
  );
  expect(told).toEqual([[{ it: 'first' }], [], [{ it: 'last' }]]);
  await db.destroy();
  relay.close();
  expect(await noted()).toEqual(['between']);
});

it('commits what was sent ahead, in its order', async () => {
  await write(database.db, async tx => {
    ahead(tx, noteSql, ['a']);
    ahead(tx, "UPDATE note SET text = text || 'b'");
    expect(await rows(tx, 'SELECT text FROM note')).toEqual([{ text: 'ab' }]);
    ahead(tx, "UPDATE note SET text = text || 'c'");
  });
  expect(await noted()).toEqual(['abc']);
});

const twice = "INSERT INTO note VALUES ('once'), ('once')";

it.each<[string, (tx: Parameters<Parameters<typeof write>[1]>[0]) => Promise<unknown>]>([
  ['the commit', async tx => ahead(tx, twice)],
  [
    'the statement after it',
    async tx => {
      ahead(tx, twice);
      await rows(tx, 'SELECT 1');
      throw new Error('went on');
    },
  ],
  [
    'the commit, when what came of it is ignored',
    async tx => {
      ahead(tx, twice);
      await rows(tx, 'SELECT 1').catch(() => undefined);
    },
  ],
  ['the commit, when it was waited for and ignored', tx => rows(tx, twice).catch(() => undefined)],
  ['the commit, from within a savepoint', tx => tx.transaction(async inner => ahead(inner, twice))],
])('a failure of what nobody waited for comes out of %s, and nothing stays', async (where, work) => {
  const failed = await write(database.db, async tx => {
    ahead(tx, noteSql, ['before']);
    return work(tx);
  }).catch((error: unknown) => error);
  expect(failed).toBeInstanceOf(Error);
  if (where.endsWith('waited for and ignored')) expect(String(failed)).toContain('all of it is undone');
  else expect(sqlState(failed)).toBe('23505');
  expect(await noted()).toEqual([]);
  await write(database.db, tx => rows(tx, noteSql, ['after']));
  expect(await noted()).toEqual(['after']);
});

it('tries again when what was sent ahead met another transaction', async () => {
  let attempts = 0;
  await write(database.db, async tx => {
    attempts++;
    ahead(tx, noteSql, [`attempt ${attempts}`]);
    if (attempts === 1) ahead(tx, "DO $$ BEGIN RAISE EXCEPTION 'met' USING ERRCODE = '40P01'; END $$");
  });
  expect([attempts, await noted()]).toEqual([2, ['attempt 2']]);
});

it('refuses a statement of a transaction that is over', async () => {
  const over = await write(database.db, async tx => tx);
  await expect(rows(over, 'SELECT 1')).rejects.toThrow('after its transaction was over');
});

it('sends what follows a commit once, when the commit is done, and not when there is none', async () => {
  const listener = new pg.Client({ connectionString: database.url });
  await listener.connect();
  const heard: (string | undefined)[] = [];
  listener.on('notification', ({ payload }) => heard.push(payload));
  await listener.query('LISTEN heard');
  await write(database.db, async tx => {
    ahead(tx, noteSql, ['done']);
    for (const text of ['one', 'one', 'two']) afterCommit(tx, `SELECT pg_notify('heard', '${text}')`);
    afterCommit(tx, 'SELECT 1 / 0');
  });
  const undone = write(database.db, async tx => {
    afterCommit(tx, "SELECT pg_notify('heard', 'undone')");
    throw new Error('undone');
  });
  await expect(undone).rejects.toThrow('undone');
  await write(database.db, async tx => ahead(tx, noteSql, ['another']));
  await listener.query('SELECT 1');
  expect([heard, await noted()]).toEqual([
    ['one', 'two'],
    ['another', 'done'],
  ]);
  await listener.end();
});

it('streams rows in and out between statements of one transaction', async () => {
  const seen = await write(database.db, async tx => {
    const client: pg.ClientBase = await tx.queryRunner?.connect();
    ahead(tx, noteSql, ['first']);
    await rows(tx, 'SELECT 1');
    await pipeline(Readable.from(['second\n', 'third\n']), client.query(from('COPY note FROM STDIN')));
    const out = await text(client.query(to('COPY (SELECT text FROM note ORDER BY text) TO STDOUT')));
    const both = await together([rows(tx, "SELECT 'a' AS it"), rows(tx, "SELECT 'b' AS it")]);
    return [out, both];
  });
  expect(seen).toEqual(['first\nsecond\nthird\n', [[{ it: 'a' }], [{ it: 'b' }]]]);
  expect(await noted()).toEqual(['first', 'second', 'third']);
});

it('refuses to stream while something else is on its way', async () => {
  const refused = write(database.db, async tx => {
    const client: pg.ClientBase = await tx.queryRunner?.connect();
    ahead(tx, noteSql, ['first']);
    await Promise.resolve();
    await text(client.query(to('COPY note TO STDOUT')));
  });
  await expect(refused).rejects.toThrow('not supported in pipeline mode');
});
