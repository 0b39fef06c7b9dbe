import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { columns } from '../database/columns.ts';
import { firstRow, rows, write } from '../database/database.ts';
import { silentLog } from '../log.ts';
import { type TestDatabase, testDatabase } from '../testing/database.ts';
import { actor } from '../testing/graph.ts';
import { append, type NewEvent } from './append.ts';
import { entryHash } from './chain.ts';
import { keepSealing, sealDue } from './seal.ts';
import { type EntryRow, entries } from './table.ts';
import { verifyTrail } from './verify.ts';

let database: TestDatabase;
const ana = actor('per_ana');
beforeAll(async () => {
  database = await testDatabase([entries]);
});
afterAll(() => database.drop());
beforeEach(() => tamper('DELETE FROM event.notification; DELETE FROM event.entry; DELETE FROM event.head'));

/** What somebody can do who owns the database: past the trigger. */
async function tamper(sql: string): Promise<void> {
  await rows(
    database.db,
    `ALTER TABLE event.entry DISABLE TRIGGER USER; ${sql}; ALTER TABLE event.entry ENABLE TRIGGER USER`,
  );
}
const event = (parts: Partial<NewEvent> = {}): NewEvent => ({
  action: 'model.changed',
  subjectId: 'mdl_1',
  modelId: 'mdl_1',
  summary: 'changed churn',
  changes: [{ name: 'title', change: 'CHANGED', before: 'a', after: 'ä "b"' }],
  detail: { number: 0.1, big: 1e21, nested: { list: [1, null, true] } },
  ...parts,
});
const add = (parts: Partial<NewEvent> = {}) => write(database.db, tx => append(tx, ana, event(parts)));
async function trail(length: number): Promise<void> {
  for (let n = 1; n <= length; n++) await add({ summary: `did ${n}` });
  await sealDue(database.db);
}
const all = () =>
  rows<EntryRow>(database.db, `SELECT ${columns(entries, 'e')} FROM event.entry e ORDER BY e.seq, e.at`);
async function entryAt(seq: number): Promise<EntryRow> {
  const found = (await all()).find(entry => entry.seq === seq);
  if (!found) throw new Error(`there is no entry ${seq}`);
  return found;
}

it('writes what was said in the transaction of the caller, and nothing when that is rolled back', async () => {
  const failed = write(database.db, async tx => {
    await append(tx, ana, event());
    throw new Error('no');
  });
  await expect(failed).rejects.toThrow('no');
  expect(await all()).toEqual([]);
  const id = await add();
  expect(await all()).toMatchObject([
    { id, ...event(), actorId: 'per_ana', via: 'GRAPHQL', requestId: 'test', seq: null, refused: false },
  ]);
});

it('writes texts that are no whole Unicode, with a mark where half a character was', async () => {
  await add({
    summary: 'half \ud83d',
    changes: [{ name: 'title', change: 'ADDED', before: null, after: 'half \udc4d, whole 👍' }],
    detail: { 'a \ud800 key': ['\udfff'] },
  });
  expect(await all()).toMatchObject([
    { summary: 'half \ufffd', changes: [{ after: 'half \ufffd, whole 👍' }], detail: { 'a \ufffd key': ['\ufffd'] } },
  ]);
});

it('seals in the order of commit, without gaps, each entry once', async () => {
  await add({ summary: 'one' });
  await write(database.db, async tx => {
    await append(tx, ana, event());
    throw new Error('no');
  }).catch(() => undefined);
  await add({ summary: 'two' });
  expect(await sealDue(database.db)).toBe(2);
  expect(await sealDue(database.db)).toBe(0);
  await add({ summary: 'three' });
  expect(await sealDue(database.db)).toBe(1);
  expect((await all()).map(entry => [entry.seq, entry.summary])).toEqual([
    [1, 'one'],
    [2, 'two'],
    [3, 'three'],
  ]);
  expect(await verifyTrail(database.db)).toMatchObject({ checked: 3, unsealed: 0, head: { seq: 3 }, broken: null });
});

it('seals an entry that was written earlier and committed later after those that were there', async () => {
  const { db } = database;
  let late: () => void = () => undefined;
  const held = new Promise<void>(resolve => {
    late = resolve;
  });
  const slow = write(db, async tx => {
    await append(tx, ana, event({ summary: 'written first' }));
    await held;
  });
  await sleep(50);
  await add({ summary: 'committed first' });
  expect(await sealDue(db)).toBe(1);
  late();
  await slow;
  expect(await sealDue(db)).toBe(1);
  const [one, two] = await all();
  expect([one?.summary, two?.summary]).toEqual(['committed first', 'written first']);
  expect(Number(two?.at) < Number(one?.at)).toBe(true);
  expect((await verifyTrail(db)).broken).toBeNull();
});

it('is sealed by one at a time, while others write', async () => {
  const { db } = database;
  const writers = Array.from({ length: 4 }, async () => {
    for (let n = 0; n < 15; n++) await add();
  });
  const sealers = Array.from({ length: 3 }, async () => {
    for (let n = 0; n < 20; n++) {
      await sealDue(db);
      await sleep(5);
    }
  });
  await Promise.all([...writers, ...sealers]);
  await sealDue(db);
  expect((await all()).map(entry => entry.seq)).toEqual(Array.from({ length: 60 }, (_, n) => n + 1));
  expect(await verifyTrail(db)).toMatchObject({ checked: 60, unsealed: 0, broken: null });
});

it('keeps sealing, goes on after a failure, and stops when told', async () => {
  const { db } = database;
  const lines: string[] = [];
  const sealing = keepSealing(db, pino({ level: 'warn' }, { write: line => lines.push(line) }));
  const unsealed = async () => (await verifyTrail(db)).unsealed;
  await rows(db, 'ALTER TABLE event.head RENAME TO lost');
  await add();
  await expect.poll(() => lines.length).toBeGreaterThan(0);
  await rows(db, 'ALTER TABLE event.lost RENAME TO head');
  await expect.poll(unsealed).toBe(0);
  await sealing.stop();
  await add();
  await sleep(400);
  expect(await unsealed()).toBe(1);
  await keepSealing(db, silentLog()).stop();
});

it.each([
  ['a sealed entry', 'UPDATE', "UPDATE event.entry SET summary = 'x' WHERE seq = 1"],
  ['the time of sealing', 'UPDATE', 'UPDATE event.entry SET sealed_at = now() WHERE seq = 1'],
  [
    'the seal',
    'UPDATE',
    'UPDATE event.entry SET seq = NULL, previous_hash = NULL, hash = NULL, sealed_at = NULL WHERE seq = 1',
  ],
  ['an unsealed entry', 'UPDATE', "UPDATE event.entry SET summary = 'x' WHERE seq IS NULL"],
  ["an unsealed entry's time", 'UPDATE', "UPDATE event.entry SET at = at + interval '1 ms' WHERE seq IS NULL"],
  ['a sealed entry', 'DELETE', 'DELETE FROM event.entry WHERE seq = 1'],
  ['an unsealed entry', 'DELETE', 'DELETE FROM event.entry WHERE seq IS NULL'],
  ['all entries', 'TRUNCATE', 'TRUNCATE event.entry CASCADE'],
])('lets nobody change %s by %s', async (_, __, sql) => {
  await trail(2);
  await add();
  const before = await all();
  await expect(rows(database.db, sql)).rejects.toThrow('entries are added and sealed, never changed or removed');
  expect(await all()).toEqual(before);
});

it.each([
  ['id', "'evt_other'"],
  ['at', "at + interval '1 ms'"],
  ['actor_id', 'NULL'],
  ['via', "'CLI'"],
  ['action', "'model.made'"],
  ['subject_id', "'mdl_2'"],
  ['model_id', 'NULL'],
  ['summary', "summary || '.'"],
  ['refused', 'NOT refused'],
  ['changes', "jsonb_set(changes, '{0,after}', '\"c\"')"],
  ['detail', 'detail || \'{"more": null}\''],
  ['request_id', "'other'"],
  ['previous_hash', "repeat('0', 64)"],
  ['hash', "repeat('0', 64)"],
  ['seq', '99'],
])('finds that %s of one entry was altered', async (column, value) => {
  await trail(5);
  await tamper(`UPDATE event.entry SET ${column} = ${value} WHERE seq = 3`);
  expect(await verifyTrail(database.db)).toMatchObject({ checked: 2, broken: { seq: 3 } });
});

it('covers the time of sealing too, and the head that of the last', async () => {
  await trail(3);
  await tamper("UPDATE event.head SET sealed_at = now() - interval '1 day'");
  expect((await verifyTrail(database.db)).broken).toMatchObject({ seq: 4, fault: 'head altered' });
  await tamper("UPDATE event.entry SET sealed_at = now() - interval '1 day' WHERE seq = 2");
  expect((await verifyTrail(database.db)).broken).toMatchObject({ seq: 2, fault: 'altered' });
});

it('decides nothing when the entry cannot be written', async () => {
  await rows(database.db, 'CREATE TABLE decision (what text)');
  await rows(database.db, 'ALTER TABLE event.entry ADD CONSTRAINT full_disk CHECK (false) NOT VALID');
  try {
    const deciding = write(database.db, async tx => {
      await rows(tx, "INSERT INTO decision VALUES ('approved')");
      await append(tx, ana, event());
    });
    await expect(deciding).rejects.toThrow('full_disk');
    expect(await rows(database.db, 'SELECT * FROM decision')).toEqual([]);
  } finally {
    await rows(database.db, 'ALTER TABLE event.entry DROP CONSTRAINT full_disk');
    await rows(database.db, 'DROP TABLE decision');
  }
});

it.each([
  ['one in the middle removed', 'DELETE FROM event.entry WHERE seq = 3', 3, 'removed'],
  ['the first removed', 'DELETE FROM event.entry WHERE seq = 1', 1, 'removed'],
  ['the end removed', 'DELETE FROM event.entry WHERE seq > 4', 5, 'tail removed'],
  ['all removed', 'DELETE FROM event.entry', 1, 'tail removed'],
  ['the head removed', 'DELETE FROM event.head', 6, 'head altered'],
  ['the end and the head removed', 'DELETE FROM event.entry WHERE seq > 3; DELETE FROM event.head', 4, 'head altered'],
  [
    'the head set back',
    `UPDATE event.head SET seq = 4, hash = e.hash FROM event.entry e WHERE e.seq = 4`,
    5,
    'head altered',
  ],
  ["the head's hash altered", "UPDATE event.head SET hash = repeat('0', 64)", 5, 'altered'],
  [
    'two swapped',
    'UPDATE event.entry SET seq = 99 WHERE seq = 2; UPDATE event.entry SET seq = 2 WHERE seq = 3; UPDATE event.entry SET seq = 3 WHERE seq = 99',
    2,
    'altered',
  ],
  [
    'one inserted',
    `UPDATE event.entry SET seq = seq + 100 WHERE seq > 2; UPDATE event.entry SET seq = seq - 99 WHERE seq > 100;
     INSERT INTO event.entry SELECT 'evt_new', at, actor_id, via, action, subject_id, model_id, 'new', refused, changes, detail, request_id, 3, hash, hash, sealed_at
     FROM event.entry WHERE seq = 2`,
    3,
    'altered',
  ],
])('finds %s', async (...[, sql, seq, fault]) => {
  await trail(5);
  await tamper(sql);
  expect((await verifyTrail(database.db)).broken).toMatchObject({ seq, fault });
});

/** Alters an entry and makes its hash anew, as somebody would who knows how. */
async function forge(seq: number): Promise<EntryRow> {
  const forged = { ...(await entryAt(seq)), summary: 'forged' };
  const hash = entryHash(forged, seq, forged.previousHash ?? '');
  await tamper(`UPDATE event.entry SET summary = 'forged', hash = '${hash}' WHERE seq = ${seq}`);
  return forged;
}

it('finds an entry that was altered and hashed anew, by the one after it or by the head', async () => {
  await trail(5);
  await forge(3);
  expect((await verifyTrail(database.db)).broken).toMatchObject({ seq: 4, fault: 'moved' });
  await tamper('DELETE FROM event.entry; DELETE FROM event.head');
  await trail(5);
  const { id } = await forge(5);
  const { broken } = await verifyTrail(database.db);
  expect(broken).toMatchObject({ seq: 5, id, fault: 'altered' });
});

it('finds an entry that was sealed by hand past the head', async () => {
  await trail(2);
  const last = await entryAt(2);
  const hash = entryHash({ ...last, id: 'evt_new' }, 3, last.hash ?? '');
  await tamper(`INSERT INTO event.entry SELECT 'evt_new', at, actor_id, via, action, subject_id, model_id, summary, refused, changes, detail, request_id, 3, hash, '${hash}', sealed_at
    FROM event.entry WHERE seq = 2`);
  expect((await verifyTrail(database.db)).broken).toMatchObject({ seq: 3, fault: 'head altered' });
});

it('has nothing to find in an empty trail', async () => {
  expect(await verifyTrail(database.db)).toMatchObject({ checked: 0, unsealed: 0, head: { seq: 0 }, broken: null });
});

it('seals and verifies 10,000 entries in batches', async () => {
  const { db } = database;
  await rows(
    db,
    `INSERT INTO event.entry (id, at, actor_id, via, action, subject_id, model_id, summary, refused, changes, detail, request_id)
     SELECT 'evt_' || lpad(n::text, 26, '0'), now(), 'per_ana', 'GRAPHQL', 'model.changed', 'mdl_1', 'mdl_1', 'changed ' || n, false,
       '[{"name": "title", "change": "CHANGED", "before": "a", "after": "b"}]', '{"n": 1.5}', 'r' FROM generate_series(1, 10000) n`,
  );
  let sealedNow = 0;
  for (let last = -1; last !== 0; sealedNow += last) last = await sealDue(db);
  expect(sealedNow).toBe(10_000);
  expect(await verifyTrail(db)).toMatchObject({ checked: 10_000, head: { seq: 10_000 }, broken: null });
  await tamper("UPDATE event.entry SET summary = 'x' WHERE seq = 7777");
  expect(await verifyTrail(db)).toMatchObject({ checked: 7776, broken: { seq: 7777, fault: 'altered' } });
  expect(await firstRow(db, 'SELECT seq FROM event.head')).toEqual({ seq: 10_000 });
});
