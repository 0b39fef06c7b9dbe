import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type JsonElement, jsonElements } from './json-elements.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'handoff-elements-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function elements(content: string | Uint8Array, limits = { bytes: 1_000_000, characters: 200_000 }) {
  const path = join(folder, 'list.json');
  await writeFile(path, content);
  const found: JsonElement[] = [];
  for await (const element of jsonElements(path, limits)) found.push(element);
  return found;
}

test('whatever the entries, they come one by one as they were written', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.jsonValue()), fc.constantFrom(undefined, 2), async (entries, indent) => {
      const found = await elements(` \n${JSON.stringify(entries, null, indent)}\n`);
      const read = found.map(element => ('json' in element ? JSON.parse(element.json) : element));
      expect(read).toEqual(JSON.parse(JSON.stringify(entries)));
      expect(found.map(element => 'at' in element && element.at)).toEqual(entries.map((_, i) => i));
    }),
    { numRuns: 50 },
  );
});

test('entries come whole where the file is read in pieces, even inside a letter or an escape', async () => {
  const entries = Array.from({ length: 12 }, (_, i) => `${'x'.repeat(65_530 + i)}ü\\"😀[,{`);
  const found = await elements(JSON.stringify(entries), { bytes: 2_000_000, characters: 200_000 });
  expect(found.map(element => ('json' in element ? JSON.parse(element.json) : element))).toEqual(entries);
});

test.each<[string, string | Uint8Array, number, RegExp]>([
  ['nothing', '', 0, /^it is empty/],
  ['a mapping', '{"a": 1}', 0, /^it is no list/],
  ['a list that is cut', '[{"a": 1}, {"b": ', 1, /^it ends in the middle of entry \[1\]/],
  ['a text that is cut', '["a', 0, /^it ends in the middle of entry \[0\]/],
  ['something behind', '[1] 2', 1, /^something follows/],
  ['Latin-1', Buffer.from('["Zürich"]', 'latin1'), 0, /UTF-8/],
  ['a long entry', `[1, "${'x'.repeat(200_000)}"]`, 1, /^entry \[1\] has more than 0\.2 million characters/],
  ['a long file', `[${' '.repeat(1_000_000)}]`, 0, /^it has 1\.0 MB, and no more than 1 MB are read/],
])('%s is told with its place', async (...[, content, entries, problem]) => {
  const found = await elements(content);
  expect(found).toHaveLength(entries + 1);
  expect(found.at(-1)).toEqual({ problem: expect.stringMatching(problem) });
});
