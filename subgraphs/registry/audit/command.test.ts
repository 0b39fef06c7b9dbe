import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rows, write } from '@handoff/kit/database/database';
import { append } from '@handoff/kit/event/append';
import { sealDue } from '@handoff/kit/event/seal';
import { type TestDatabase, testDatabase } from '@handoff/kit/testing/database';
import { actor } from '@handoff/kit/testing/graph';
import { Command } from 'commander';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { registryTables } from '../subgraph.ts';
import { auditCommand, sentence } from './command.ts';

let database: TestDatabase;
let folder: string;
beforeAll(async () => {
  database = await testDatabase(registryTables);
  folder = await mkdtemp(join(tmpdir(), 'handoff-audit-'));
  for (const summary of ['one', 'two', 'three']) {
    const event = { action: 'model.changed', subjectId: 'mdl_1', modelId: null, summary };
    await write(database.db, tx => append(tx, actor('per_ana'), event));
  }
  await sealDue(database.db);
});
afterAll(async () => {
  await database.drop();
  await rm(folder, { recursive: true, force: true });
});

/** Runs `handoff audit …`: what it said, on both outputs, and its exit code. */
async function run(...words: string[]): Promise<{ out: string; said: string; code: number }> {
  const [out, said]: [string[], string[]] = [[], []];
  const spies = [
    vi.spyOn(process.stdout, 'write').mockImplementation(text => out.push(String(text)) > 0),
    vi.spyOn(process.stderr, 'write').mockImplementation(text => said.push(String(text)) > 0),
  ];
  const audit = auditCommand(async () => ({ url: database.url, stop: async () => undefined }));
  for (const command of audit.commands) command.exitOverride();
  const program = new Command().addCommand(audit);
  try {
    await program.parseAsync(['audit', ...words], { from: 'user' });
    return { out: out.join(''), said: said.join(''), code: Number(process.exitCode ?? 0) };
  } finally {
    process.exitCode = undefined;
    for (const spy of spies) spy.mockRestore();
  }
}

it('exports the trail, says what to keep, and verifies the export without the database', async () => {
  const file = join(folder, 'trail.jsonl');
  const { out, said, code } = await run('export', '--out', file);
  expect([out, code]).toEqual(['', 0]);
  const kept = /--head (3:[0-9a-f]{64})/.exec(said)?.[1] ?? '';
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(await run('verify', file, '--head', kept)).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^3 entries are whole\. The last is 3/),
  });
  await writeFile(file, (await readFile(file, 'utf8')).replace('"two"', '"twice"'));
  const broken = await run('verify', file);
  expect(broken).toMatchObject({ code: 1, out: expect.stringContaining('broken at entry 2') });
  expect(JSON.parse((await run('verify', file, '--json')).out)).toMatchObject({ broken: { seq: 2, fault: 'altered' } });
});

it('exports what follows an entry to the output, and says that a head tells what it follows', async () => {
  const { out } = await run('export', '--after', '2');
  expect(
    out
      .trim()
      .split('\n')
      .map(line => Object.keys(JSON.parse(line) as object)[0]),
  ).toEqual(['trail', 'id', 'end']);
  const file = join(folder, 'later.jsonl');
  await writeFile(file, out);
  expect((await run('verify', file)).out).toMatch(/^1 entries after entry 2 are whole.*--head\.$/m);
  expect(await run('verify', file, '--head', `1:${'0'.repeat(64)}`)).toMatchObject({
    code: 2,
    out: '',
    said: expect.stringMatching(/begins after entry 2.*head of entry 1 cannot be held against it/),
  });
});

it.each([
  ['an entry that is not there', ['export', '--after', '9'], /The trail has no entry 9\./],
  ['a folder that is not there', ['export', '--out', '/nowhere/trail.jsonl'], /trail\.jsonl cannot be written: ENOENT/],
  ['a file that is not there', ['verify', '/nowhere/trail.jsonl'], /is no whole export\. It cannot be read: ENOENT/],
])('says of %s what is wrong, with exit code 2', async (_, words, message) => {
  expect(await run(...words)).toMatchObject({ code: 2, said: expect.stringMatching(message) });
});

it.each([['x'], ['3:abc'], ['3'], [`0:${'a'.repeat(64)}`]])('takes no "%s" for a head', async given => {
  await expect(run('verify', '--head', given)).rejects.toThrow(/Give the number of an entry, a colon/);
});

it('names the first entry of the database that does not fit', async () => {
  expect(await run('verify')).toMatchObject({ code: 0, out: expect.stringMatching(/^3 entries are whole/) });
  await rows(database.db, 'ALTER TABLE event.entry DISABLE TRIGGER entry_append_only');
  await rows(database.db, "UPDATE event.entry SET summary = 'nothing happened' WHERE seq = 1");
  expect(await run('verify')).toMatchObject({
    code: 1,
    out: expect.stringContaining('The trail is broken at entry 1.'),
  });
});

it('says in a sentence what waits to be sealed', () => {
  const head = { seq: 3, hash: 'ab' };
  expect(sentence({ checked: 3, unsealed: 2, head, broken: null })).toBe(
    '3 entries are whole. 2 not yet sealed. The last is 3, ab.',
  );
});
