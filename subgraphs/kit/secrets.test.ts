import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { generatedSecret } from './secrets.ts';

let home = '';
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'handoff-secrets-'));
});
afterEach(() => rm(home, { recursive: true, force: true }));

test('a secret is made once, for all who ask at once, and readable by its owner only', async () => {
  const asked = await Promise.all(Array.from({ length: 20 }, () => generatedSecret(home, 'internal-key')));
  expect(new Set(asked).size).toBe(1);
  expect(asked[0]).toMatch(/^[\w-]{43}$/);
  expect(await generatedSecret(home, 'internal-key')).toBe(asked[0]);
  expect(await readdir(join(home, 'secrets'))).toEqual(['internal-key']);
  expect((await stat(join(home, 'secrets'))).mode & 0o777).toBe(0o700);
  expect((await stat(join(home, 'secrets', 'internal-key'))).mode & 0o777).toBe(0o600);
});

test('two names have two secrets', async () => {
  expect(await generatedSecret(home, 'a')).not.toBe(await generatedSecret(home, 'b'));
});

test('an empty file is no secret', async () => {
  await mkdir(join(home, 'secrets'));
  await writeFile(join(home, 'secrets', 'a'), '\n');
  await expect(generatedSecret(home, 'a')).rejects.toThrow(/is empty: remove it/);
});

test.each(['../a', 'a/b', '', '.hidden'])('%j is no name of a secret', async name => {
  await expect(generatedSecret(home, name)).rejects.toThrow(/can't be the name/);
});
