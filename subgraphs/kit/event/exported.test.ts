import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { rows, write } from '../database/database.ts';
import { type TestDatabase, testDatabase } from '../testing/database.ts';
import { actor } from '../testing/graph.ts';
import { append } from './append.ts';
import type { ChainState } from './chain.ts';
import { exportTrail, NoExport, verifyExport } from './exported.ts';
import { sealDue } from './seal.ts';
import { entries } from './table.ts';
import { verifyTrail } from './verify.ts';

let database: TestDatabase;
/** An export of ten entries. */
let lines: string[] = [];
beforeAll(async () => {
  database = await testDatabase([entries]);
  for (let n = 1; n <= 10; n++) {
    const changes = [{ name: 'title', change: 'CHANGED' as const, before: null, after: `\u2028 ${n}` }];
    const event = { action: 'model.changed', subjectId: 'mdl_1', modelId: null, summary: `did ${n}`, changes };
    await write(database.db, tx => append(tx, actor('per_ana'), { ...event, detail: { n, nested: [1, { a: 0.1 }] } }));
  }
  await sealDue(database.db);
});
beforeEach(async () => {
  lines = await exported();
});
afterAll(() => database.drop());

async function exported(after = 0): Promise<string[]> {
  const written: string[] = [];
  await exportTrail(database.db, after, async line => void written.push(line));
  return written;
}

async function* each(texts: readonly string[]): AsyncGenerator<string> {
  yield* texts;
}
const verify = (texts: readonly string[], heads: ChainState[] = []) => verifyExport(each(texts), heads);
const headAt = (seq: number): ChainState => JSON.parse(lines[seq] ?? '') as ChainState;

it('proves itself whole without a database, from its beginning or from any entry', async () => {
  expect(lines).toHaveLength(12);
  expect(await verify(lines)).toMatchObject({ after: { seq: 0 }, checked: 10, head: { seq: 10 }, broken: null });
  const later = await verify(await exported(7));
  expect(later).toEqual({ after: { seq: 7, hash: headAt(7).hash }, checked: 3, head: expect.anything(), broken: null });
  expect(await verify([...(await exported(10)), ''])).toMatchObject({ checked: 0, head: { seq: 10 }, broken: null });
  await expect(exported(11)).rejects.toThrow(RangeError);
});

it('finds any alteration of any value of any entry, and names the entry', async () => {
  const place = fc.tuple(fc.integer({ min: 1, max: 10 }), fc.nat(), fc.string());
  await fc.assert(
    fc.asyncProperty(place, async ([seq, which, told]) => {
      const entry = JSON.parse(lines[seq] ?? '') as Record<string, unknown>;
      const names = Object.keys(entry).filter(name => !['seq', 'at', 'sealedAt'].includes(name));
      const name = names[which % names.length] ?? '';
      fc.pre(entry[name] !== told);
      const forged = lines.with(seq, JSON.stringify({ ...entry, [name]: told }));
      expect((await verify(forged)).broken).toMatchObject({ seq });
    }),
    { numRuns: 300 },
  );
});

it.each<[string, (all: string[]) => string[], number]>([
  ['an entry taken out', all => all.toSpliced(4, 1), 4],
  ['two entries that changed places', all => all.with(4, all[5] ?? '').with(5, all[4] ?? ''), 4],
  ['an entry twice', all => all.toSpliced(4, 0, all[4] ?? ''), 5],
  ['another moment', all => all.with(4, (all[4] ?? '').replace(/"at":"2/, '"at":"3')), 4],
  ['another time of sealing', all => all.with(4, (all[4] ?? '').replace(/"sealedAt":"2/, '"sealedAt":"3')), 4],
  ['the end cut off', all => all.slice(0, 6), 6],
  ['the last entries taken out', all => all.toSpliced(9, 2), 9],
])('finds %s', async (_, forge, seq) => {
  expect((await verify(forge(lines))).broken).toMatchObject({ seq });
});

it('finds what was made anew from an entry on, and a new end, against heads that were kept', async () => {
  const kept = [headAt(5), headAt(10)];
  expect((await verify(lines, kept)).broken).toBeNull();
  expect((await verifyTrail(database.db, kept)).broken).toBeNull();
  const otherwise = [{ seq: 5, hash: '0'.repeat(64) }];
  expect((await verify(lines, otherwise)).broken).toMatchObject({ seq: 5, fault: 'altered' });
  expect((await verifyTrail(database.db, otherwise)).broken).toMatchObject({ seq: 5, fault: 'altered' });
  expect((await verify(await exported(5), otherwise)).broken).toMatchObject({ seq: 5, fault: 'altered' });
  const beyond = [{ seq: 12, hash: '0'.repeat(64) }];
  expect((await verify(lines, beyond)).broken).toMatchObject({ seq: 11, fault: 'tail removed' });
  expect((await verifyTrail(database.db, beyond)).broken).toMatchObject({ seq: 11, fault: 'tail removed' });
});

it('takes no two exports for one', async () => {
  await expect(verify([...lines, ...lines])).rejects.toThrow(/Line 13 comes after the end/);
});

it('finds a trail whose end was removed with the stored head, against a head that was kept', async () => {
  const last = headAt(10);
  const cut = `DELETE FROM event.entry WHERE seq > 8; UPDATE event.head SET seq = 8, hash = e.hash, sealed_at = e.sealed_at
    FROM event.entry e WHERE e.seq = 8`;
  await rows(
    database.db,
    `ALTER TABLE event.entry DISABLE TRIGGER USER; ${cut}; ALTER TABLE event.entry ENABLE TRIGGER USER`,
  );
  expect((await verifyTrail(database.db)).broken).toBeNull();
  expect((await verifyTrail(database.db, [last])).broken).toMatchObject({ seq: 9, fault: 'tail removed' });
});

it.each<[string, string[], RegExp]>([
  ['nothing', [], /The file is empty/],
  ['no JSON', ['begin'], /Line 1 is no JSON/],
  ['another kind of lines', ['{"a":1}'], /Line 1 does not begin an export/],
  ['a beginning without an entry', ['{"trail":"handoff-trail-1"}'], /Line 1 should name an entry/],
  [
    'a line that is no entry',
    ['{"trail":"handoff-trail-1","after":{"seq":0,"hash":""}}', '[]'],
    /Line 2 is no JSON object/,
  ],
  [
    'an entry without a time',
    ['{"trail":"handoff-trail-1","after":{"seq":0,"hash":""}}', '{"seq":1}'],
    /Line 2 is no entry/,
  ],
])('says of %s where and why it is no export', async (_, texts, message) => {
  await expect(verify(texts)).rejects.toThrow(NoExport);
  await expect(verify(texts)).rejects.toThrow(message);
});
