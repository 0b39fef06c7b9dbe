import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { checkBackup } from './check.ts';
import { NoBackup } from './form.ts';
import { Reading } from './read.ts';
import { inOrder } from './tables.ts';

/** A file that arrives in pieces of this many bytes. */
function inPieces(text: string, size: number): Readable {
  const zipped = gzipSync(text);
  const pieces = Array.from({ length: Math.ceil(zipped.length / size) }, (_, i) =>
    zipped.subarray(i * size, (i + 1) * size),
  );
  return Readable.from(pieces);
}

async function rowsIn(reading: Reading): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of reading.rows()) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

// COPY writes a backslash twice, so that a row may end in "\\." and is not the end.
const row = fc.string({ unit: fc.constantFrom('a', '.', '\\\\', '\t', 'é'), maxLength: 12 });

it('gives back lines and rows as they were written, in whatever pieces they arrive', async () => {
  const property = fc.asyncProperty(
    fc.array(fc.array(row, { maxLength: 30 }), { maxLength: 5 }),
    fc.integer({ min: 1, max: 40 }),
    async (tables, size) => {
      const texts = tables.map(rows => rows.map(each => `${each}\n`).join(''));
      const reading = new Reading(inPieces(texts.map(text => `head\n${text}\\.\nfoot\n`).join(''), size));
      for (const text of texts) {
        expect(await reading.line()).toBe('head');
        expect(await rowsIn(reading)).toBe(text);
        expect(await reading.line()).toBe('foot');
      }
      expect(await reading.line()).toBeNull();
    },
  );
  await fc.assert(property, { numRuns: 200 });
});

it.each([
  ['what is no gzip file', Readable.from([Buffer.from('PGDMP, a file of another program')]), /cannot be decompressed/],
  ['an empty file', Readable.from([]), /first line/],
  ['a gzip file of something else', inPieces('hello\n', 100), /first line/],
  ['a gzip file of one endless line', inPieces('x'.repeat(1_100_000), 100_000), /a million characters/],
])('refuses %s', async (_, file, said) => {
  const refused = checkBackup(file);
  await expect(refused).rejects.toThrow(NoBackup);
  await expect(refused).rejects.toThrow(said);
});

const kept = (table: string) => ({ table, columns: ['id'] });

it('puts tables after those that they refer to, and parts with the whole', () => {
  const roots = new Map([['part_of_b', 'b']]);
  const references = [
    { from: 'a', to: 'b' },
    { from: 'b', to: 'c' },
    { from: 'c', to: 'elsewhere' },
  ];
  const ordered = inOrder(['a', 'part_of_b', 'c'].map(kept), roots, references);
  expect(ordered.map(({ table }) => table)).toEqual(['c', 'part_of_b', 'a']);
  const circle = [...references, { from: 'c', to: 'a' }];
  expect(() => inOrder(['a', 'part_of_b', 'c'].map(kept), roots, circle)).toThrow(/circle/);
});
