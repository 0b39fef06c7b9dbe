import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Actor } from './actor.ts';
import { type Answer, type Command, done, doneWithSecret, execute } from './command.ts';
import { newContext } from './context.ts';
import { firstRow, rows } from './database/database.ts';
import { append } from './event/append.ts';
import { conflict, notFound } from './problem.ts';
import { type TestDatabase, testDatabase } from './testing/database.ts';
import { actor, ground } from './testing/graph.ts';

let database: TestDatabase;
const ana = actor('per_ana');
beforeAll(async () => {
  database = await testDatabase([]);
  await rows(database.db, 'CREATE TABLE note (text text CONSTRAINT note_text UNIQUE)');
});
beforeEach(() => rows(database.db, 'TRUNCATE note; TRUNCATE event.idempotency'));
afterAll(() => database.drop());

interface Note {
  text: string;
  idempotencyKey?: string | null;
}
const write: Command<Note> = {
  name: 'writeNote',
  async run(tx, who, input) {
    await rows(tx, 'INSERT INTO note VALUES ($1)', [input.text]);
    await append(tx, who, { action: 'note.written', subjectId: input.text, modelId: null, summary: 'wrote' });
    return done(`id of ${input.text}`, { book: 'b1' });
  },
};
const slowly: Command<Note> = {
  ...write,
  run: async (tx, who, input) => {
    const outcome = await write.run(tx, who, input);
    await sleep(300);
    return outcome;
  },
};
const refuse: Command<Note> = {
  name: 'writeNote',
  async run(tx, who, input) {
    await write.run(tx, who, input);
    const refusal = {
      kind: 'NotAllowed',
      rule: 'four-eyes',
      message: 'Someone else must.',
      whoCan: ['per_bo'],
    } as const;
    return { ...refusal, about: { subjectId: 'mdl_1', modelId: 'mdl_1' } };
  },
};

const run = (command: Command<Note>, input: Note, who: Actor = ana): Promise<Answer> =>
  execute(newContext(ground(database.db), who), command, input);
const notes = async () => (await rows<Note>(database.db, 'SELECT text FROM note ORDER BY text')).map(row => row.text);
const entries = (subject: string) =>
  rows(database.db, 'SELECT action, refused, model_id AS model, detail FROM event.entry WHERE subject_id = $1', [
    subject,
  ]);

it('keeps the change and its event, and answers with ids', async () => {
  expect(await run(write, { text: 'a' })).toEqual({ id: 'id of a', also: { book: 'b1' }, problem: null });
  expect(await notes()).toEqual(['a']);
  expect(await entries('a')).toHaveLength(1);
});

it('keeps nothing when the event cannot be written', async () => {
  await rows(database.db, "ALTER TABLE event.entry ADD CONSTRAINT full_up CHECK (subject_id <> 'b')");
  await expect(run(write, { text: 'b', idempotencyKey: 'k' })).rejects.toThrow('full_up');
  expect(await notes()).toEqual([]);
  await rows(database.db, 'ALTER TABLE event.entry DROP CONSTRAINT full_up');
  expect((await run(write, { text: 'b', idempotencyKey: 'k' })).problem).toBeNull();
});

it('leaves of a refusal nothing but its entry in the trail', async () => {
  const answer = await run(refuse, { text: 'c' });
  expect(answer).toEqual({
    id: 'mdl_1',
    also: {},
    problem: { kind: 'NotAllowed', rule: 'four-eyes', message: 'Someone else must.', whoCan: ['per_bo'] },
  });
  expect(await notes()).toEqual([]);
  expect(await entries('c')).toEqual([]);
  expect(await entries('mdl_1')).toEqual([
    { action: 'writeNote.refused', refused: true, model: 'mdl_1', detail: { rule: 'four-eyes' } },
  ]);
});

it('writes no entry for what somebody got wrong', async () => {
  const before = await firstRow(database.db, 'SELECT count(*) FROM event.entry');
  const missing: Command<Note> = { name: 'writeNote', run: async () => notFound('note', 'x') };
  const taken: Command<Note> = {
    name: 'writeNote',
    run: async () => ({ ...conflict('NAME_TAKEN', 'Taken.'), about: { subjectId: 'mdl_2', modelId: null } }),
  };
  expect(await run(missing, { text: 'x' })).toMatchObject({ id: null, problem: { kind: 'NotFound' } });
  expect(await run(taken, { text: 'x' })).toMatchObject({
    id: 'mdl_2',
    problem: { kind: 'Conflict', reason: 'NAME_TAKEN' },
  });
  expect(await firstRow(database.db, 'SELECT count(*) FROM event.entry')).toEqual(before);
});

it("answers a repeated key as the first time, whatever the order of the input's fields", async () => {
  const first = await run(write, { text: 'd', idempotencyKey: 'k' });
  const again = await run(write, { idempotencyKey: 'k', text: 'd' });
  expect(again).toEqual(first);
  expect(await notes()).toEqual(['d']);
  expect(await entries('d')).toHaveLength(1);
});

it.each([
  ['another input', write, 'f'],
  ['another command', { ...write, name: 'eraseNote' }, 'e'],
])('refuses a key that was used with %s', async (_, command, text) => {
  await run(write, { text: 'e', idempotencyKey: 'k' });
  const other = await run(command, { text, idempotencyKey: 'k' });
  expect(other).toMatchObject({ id: null, problem: { kind: 'Conflict', reason: 'IDEMPOTENCY_KEY_REUSED' } });
  expect(await notes()).toEqual(['e']);
});

it('keeps keys per actor, the system included', async () => {
  for (const [who, text] of [
    [ana, 'g1'],
    [actor('per_bo'), 'g2'],
    [{ ...ana, kind: 'system', id: null }, 'g3'],
  ] as const) {
    expect((await run(write, { text, idempotencyKey: 'k' }, who)).problem).toBeNull();
  }
  expect(await notes()).toEqual(['g1', 'g2', 'g3']);
});

it('takes a key of 255 characters of any script', async () => {
  const input = { text: 's', idempotencyKey: '鍵'.repeat(255) };
  expect(await run(write, input)).toEqual(await run(write, input));
});

it.each([[undefined], [null], ['']])('applies twice what comes with %s for a key', async idempotencyKey => {
  await run(write, { text: 'h', idempotencyKey });
  await expect(run(write, { text: 'h', idempotencyKey })).rejects.toThrow('note_text');
});

it('applies once what comes twice at the same instant, and answers both alike', async () => {
  for (let round = 0; round < 5; round++) {
    const input = { text: `i${round}`, idempotencyKey: `k${round}` };
    const answers = await Promise.all(Array.from({ length: 6 }, () => run(round === 0 ? slowly : write, input)));
    expect(new Set(answers.map(answer => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0]?.problem).toBeNull();
  }
  expect(await notes()).toEqual(['i0', 'i1', 'i2', 'i3', 'i4']);
});

it('answers Conflict to the second of two inputs that come with one key at the same instant', async () => {
  const answers = await Promise.all(['j1', 'j2'].map(text => run(slowly, { text, idempotencyKey: 'k' })));
  expect(answers.map(answer => answer.problem?.kind ?? 'done').sort()).toEqual(['Conflict', 'done']);
  expect(await notes()).toHaveLength(1);
});

it('lets the second of two try for itself when the first is refused', async () => {
  let begin = () => {};
  const begun = new Promise<void>(resolve => {
    begin = resolve;
  });
  const slowRefusal: Command<Note> = {
    ...refuse,
    run: async (tx, who, input) => {
      begin();
      await sleep(200);
      return refuse.run(tx, who, input);
    },
  };
  const first = run(slowRefusal, { text: 'l', idempotencyKey: 'k' });
  await begun;
  const second = await run(write, { text: 'l', idempotencyKey: 'k' });
  expect([(await first).problem?.kind, second.problem]).toEqual(['NotAllowed', null]);
});

it('keeps no refusal under its key: the same key may be tried again, with another input too', async () => {
  expect((await run(refuse, { text: 'm', idempotencyKey: 'k' })).problem?.kind).toBe('NotAllowed');
  expect((await run(write, { text: 'n', idempotencyKey: 'k' })).problem).toBeNull();
});

it.each([
  ['23 hours 59 minutes', 'Conflict'],
  ['24 hours 1 second', 'done'],
])('remembers a key of %s ago: %s', async (age, expected) => {
  await run(write, { text: 'o', idempotencyKey: 'k' });
  await rows(database.db, `UPDATE event.idempotency SET at = at - interval '${age}'`);
  const answers = await Promise.all([1, 2].map(() => run(write, { text: 'p', idempotencyKey: 'k' })));
  expect(answers.map(answer => answer.problem?.kind ?? 'done')).toEqual([expected, expected]);
});

it('hands a secret out once, and keeps nothing of it', async () => {
  const make: Command<Note> = { name: 'makeToken', run: async () => doneWithSecret('tok_1', { text: 'hof_secret' }) };
  const input = { text: '', idempotencyKey: 'k' };
  expect(await run(make, input)).toMatchObject({ id: 'tok_1', once: { text: 'hof_secret' } });
  expect(await run(make, input)).toEqual({ id: 'tok_1', also: {}, problem: null });
  const kept = await firstRow<{ all: string }>(
    database.db,
    'SELECT row_to_json(i)::text AS all FROM event.idempotency i',
  );
  expect(kept?.all).not.toContain('hof_secret');
});

it.each([
  ['a NUL character', 'k\u0000'],
  ['more than 255 characters', 'k'.repeat(256)],
  [
    'more than an index can hold',
    Array.from({ length: 9000 }, (_, n) => String.fromCharCode(0x4e00 + ((n * 7919) % 20_000))).join(''),
  ],
])('refuses a key of %s as a bad input', async (_, idempotencyKey) => {
  const answer = await run(write, { text: 'q', idempotencyKey });
  expect(answer).toMatchObject({ id: null, problem: { kind: 'InvalidInput', field: 'idempotencyKey' } });
  expect(await notes()).toEqual([]);
});

it('is tried again after a deadlock with another command, each applied once', async () => {
  await rows(database.db, "INSERT INTO note VALUES ('x'), ('y')");
  const touch = (first: string, second: string): Command<Note> => ({
    name: 'touch',
    async run(tx, who, input) {
      await rows(tx, 'SELECT FROM note WHERE text = $1 FOR UPDATE', [first]);
      await sleep(100);
      await rows(tx, 'SELECT FROM note WHERE text = $1 FOR UPDATE', [second]);
      return write.run(tx, who, input);
    },
  });
  const answers = await Promise.all([
    run(touch('x', 'y'), { text: 'r1', idempotencyKey: 'k1' }),
    run(touch('y', 'x'), { text: 'r2', idempotencyKey: 'k2' }),
  ]);
  expect(answers.map(answer => answer.problem)).toEqual([null, null]);
  expect(await entries('r1')).toHaveLength(1);
  expect(await entries('r2')).toHaveLength(1);
});

afterEach(async () => {
  // Whatever a test did: no connection of the pool is left in a transaction.
  const left = await rows(
    database.db,
    "SELECT FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in transaction%'",
  );
  expect(left).toEqual([]);
});
