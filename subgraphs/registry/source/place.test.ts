import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { workSince } from '../testing/cpu.ts';
import { checkPath, readText, sentence, walk } from './place.ts';

let folder: string;
const at = (name: string) => join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'handoff-place-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test.each([
  ['a NUL byte', Buffer.from('a: b\0c'), /holds a NUL byte at position 4/],
  ['bytes that are no UTF-8', Buffer.from([0x61, 0xff, 0x62]), /no valid UTF-8 text: save it as UTF-8/],
  ['a cut character', Buffer.from([0x61, 0xe2, 0x82]), /no valid UTF-8/],
  ['Latin-1', Buffer.from('Zürich', 'latin1'), /no valid UTF-8/],
  ['UTF-16', Buffer.from('\ufeffa: b', 'utf16le'), /UTF-16 text: save it as UTF-8/],
])('a file with %s is refused', async (_, bytes, reason) => {
  await writeFile(at('bad'), bytes);
  expect(await readText(at('bad'))).toEqual({ kind: 'Problem', message: expect.stringMatching(reason) });
});

test('a reason becomes a sentence, and an address stays one', () => {
  expect(sentence('it is torn.')).toBe('It is torn.');
  expect(sentence('http://x/y answered HTTP 500.')).toBe('http://x/y answered HTTP 500.');
});

test('a text is read without its byte order mark', async () => {
  await writeFile(at('good'), '\ufeffZürich ☂');
  expect(await readText(at('good'))).toEqual({ kind: 'Text', text: 'Zürich ☂' });
  await writeFile(at('empty'), '');
  expect(await readText(at('empty'))).toEqual({ kind: 'Text', text: '' });
});

test('a file of 2 GB is refused by its size, without reading it', async () => {
  await writeFile(at('huge'), '');
  await truncate(at('huge'), 2_000_000_000);
  const began = process.cpuUsage();
  expect(await readText(at('huge'))).toEqual({
    kind: 'Problem',
    message: 'it has 2000.0 MB, and no more than 8 MB are read.',
  });
  expect(workSince(began)).toBeLessThan(1_000);
});

test('what is no file, or not there, is said', async () => {
  expect(await readText(folder)).toMatchObject({ message: 'it is no regular file.' });
  expect(await readText(at('nowhere'))).toMatchObject({
    message: expect.stringMatching(/there is nothing of that name/),
  });
  expect(await checkPath(at('nowhere'))).toMatch(/there is nothing of that name\. Check the path\.$/);
  expect(await checkPath(folder)).toBeNull();
});

test('a pipe does not make it wait', async () => {
  execFileSync('mkfifo', [at('pipe')]);
  expect(await readText(at('pipe'))).toMatchObject({ message: 'it is no regular file.' });
});

test('a walk keeps one order, passes hidden names over and does not go round in circles', async () => {
  const root = at('tree');
  await mkdir(join(root, 'b', '.git'), { recursive: true });
  await mkdir(join(root, 'a'));
  await writeFile(join(root, 'b', 'y'), '');
  await writeFile(join(root, 'b', '.git', 'hidden'), '');
  await writeFile(join(root, 'a', 'x'), '');
  await writeFile(join(root, 'Z'), '');
  await symlink(root, join(root, 'a', 'loop'));
  await symlink(join(root, 'self'), join(root, 'self'));
  const found: string[] = [];
  for await (const { parts } of walk(root)) found.push(parts.join('/'));
  expect(found).toEqual(['Z', 'a/loop', 'a/x', 'b/y', 'self']);
  expect(await readText(join(root, 'a', 'loop'))).toMatchObject({ message: 'it is no regular file.' });
  expect(await readText(join(root, 'self'))).toMatchObject({ message: expect.stringMatching(/go round in circles/) });
});

test('a folder that cannot be listed is reported', async () => {
  const found = [];
  for await (const place of walk(at('gone'))) found.push(place);
  expect(found).toEqual([
    { path: at('gone'), parts: [], problem: 'This folder cannot be listed: there is nothing of that name.' },
  ]);
});
