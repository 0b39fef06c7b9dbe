import { PassThrough } from 'node:stream';
import { crc32, gzipSync } from 'node:zlib';
import type { Context } from '@handoff/kit/context';
import { newId } from '@handoff/kit/id';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StreamEnded, unpacked } from './inflate.ts';
import { Intake } from './intake.ts';
import { LineCutter, type Lines, longestLine } from './line-cutter.ts';
import { readLine } from './parse-line.ts';
import { nothingDone } from './progress.ts';

function cutAll(blocks: readonly Buffer[]): Lines[] {
  const cutter = new LineCutter();
  return [...blocks.flatMap(block => cutter.cut(block)), ...cutter.rest()];
}

describe('lines', () => {
  it('are whole in whatever blocks they come, and the checksum says how far', () => {
    const text = fc
      .array(fc.string({ maxLength: 8 }).map(each => each.replaceAll('\n', ' ')))
      .map(all => all.join('\n'));
    fc.assert(
      fc.property(text, fc.array(fc.nat(40), { maxLength: 30 }), (whole, cuts) => {
        const bytes = Buffer.from(whole);
        const places = [...new Set([0, ...cuts.filter(at => at < bytes.length), bytes.length])].sort((a, b) => a - b);
        const blocks = places.slice(1).map((to, i) => bytes.subarray(places[i], to));
        const found = cutAll(blocks);
        expect(Buffer.concat(found.map(each => each.bytes ?? Buffer.alloc(0)))).toEqual(bytes);
        let done = 0;
        for (const { bytes: part, before, after } of found) {
          expect(before).toBe(crc32(bytes.subarray(0, done)));
          done += part?.length ?? 0;
          expect(after).toBe(crc32(bytes.subarray(0, done)));
          expect(part?.at(-1) === 10 || done === bytes.length).toBe(true);
        }
      }),
    );
  });

  it('that are too long are passed over, without being held', () => {
    const long = Buffer.alloc(10 * longestLine, 'x');
    const blocks = Array.from({ length: 160 }, (_, i) => long.subarray(i * 65_536, (i + 1) * 65_536));
    const found = cutAll([Buffer.from('a\n'), ...blocks, Buffer.from('\nb')]);
    expect(found.map(({ bytes }) => bytes?.toString() ?? null)).toEqual(['a\n', null, 'b']);
    expect(found.at(-1)?.after).toBe(crc32(Buffer.concat([Buffer.from('a\n'), long, Buffer.from('\nb')])));
  });
});

const now = Date.parse('2026-11-21T09:00:00Z');
const versionId = newId('ver');
const sound = { versionId, at: '2026-11-21T08:59:00Z', features: { age: 1 } };

describe('a line', () => {
  it('is an observation', () => {
    const whole = { ...sound, predictionId: 'p', prediction: 'yes', score: 0.5, latencyMs: 3, failed: false };
    expect(readLine(JSON.stringify(whole), now)).toEqual({ ...whole, at: Date.parse(sound.at) });
    expect(readLine(JSON.stringify({ ...sound, features: null }), now)).toMatchObject({ versionId, features: {} });
  });

  it.each<[string, string | object, string]>([
    ['is no JSON', '{"a"', 'no JSON'],
    ['holds NaN', '{"a": NaN}', 'no JSON'],
    ['is a list', '[1]', 'no JSON object'],
    ['is nested deeply', `${'['.repeat(200_000)}${']'.repeat(200_000)}`, 'no JSON object'],
    ['has another field', { ...sound, feature: 1 }, '"feature" is no field'],
    ['has a field of every object', '{"__proto__": {}}', '"__proto__" is no field'],
    ['is of nothing', { ...sound, versionId: null }, 'one of the two'],
    ['is of two', { ...sound, deploymentId: newId('dep') }, 'one of the two'],
    ['is of a model', { ...sound, versionId: newId('mdl') }, 'begins with ver_'],
    ['is of a number', { ...sound, versionId: 7 }, 'begins with ver_'],
    ['has no time', { ...sound, at: undefined }, '"at" must be a time'],
    ['has a time as a number', { ...sound, at: now }, '"at" must be a time'],
    ['has a day that is none', { ...sound, at: '2026-02-30T08:00:00Z' }, '"at" must be a time'],
    ['lies in the future', { ...sound, at: '2026-11-21T09:05:01Z' }, 'in the future'],
    ['is too old', { ...sound, at: '2025-10-01T00:00:00Z' }, '400 days'],
    ['has a list of features', { ...sound, features: [1] }, '"features" must be'],
    [
      'is too wide',
      { ...sound, features: Object.fromEntries(Array.from({ length: 2001 }, (_, i) => [`f${i}`, 1])) },
      '2000 columns',
    ],
    ['has a number as its id', { ...sound, predictionId: 7 }, '"predictionId" must be'],
    ['has an empty id', { ...sound, predictionId: '' }, '"predictionId" is empty'],
    ['has a NUL character in its id', { ...sound, predictionId: 'a\u0000' }, 'NUL'],
    ['has a text as its score', { ...sound, score: 'high' }, '"score" must be'],
    ['has an infinite score', `{"versionId":"${versionId}","at":"${sound.at}","score":1e999}`, '"score" is too great'],
    ['took less than no time', { ...sound, latencyMs: -0.5 }, '"latencyMs" is -0.5'],
    ['failed in words', { ...sound, failed: 'no' }, '"failed" must be'],
  ])('that %s is rejected, saying why', (_, line, reason) => {
    expect(readLine(typeof line === 'string' ? line : JSON.stringify(line), now)).toContain(reason);
  });

  it('is read or rejected whatever it holds, and never breaks anything', () => {
    const anything = fc.oneof(
      fc.json(),
      fc.string(),
      fc.dictionary(fc.string(), fc.jsonValue()).map(each => JSON.stringify({ ...sound, features: each })),
    );
    fc.assert(
      fc.property(anything, line => {
        const read = readLine(line, now);
        if (read === null) expect(line.trim()).toBe('');
        else expect(typeof read === 'string' ? read.endsWith('.') : read.versionId === versionId).toBe(true);
      }),
    );
  });
});

it('lets others come in between, however many lines make no sense', async () => {
  const key = { scopeId: 'per_x', batchId: 'b' };
  // Before anything is kept the database is not asked.
  const intake = new Intake({} as Context, key, nothingDone);
  let turns = 0;
  const turn = () => {
    turns++;
    next = setImmediate(turn);
  };
  let next = setImmediate(turn);
  await intake.take({ bytes: Buffer.from('x\n'.repeat(100_000)), before: 0, after: 1 });
  clearImmediate(next);
  expect(turns).toBeGreaterThan(2);
  expect([intake.rejectedCount, intake.rejected.at(-1)?.line]).toEqual([100_000, 100]);
});

describe('a stream', () => {
  const ended = async (body: PassThrough, encoding: 'gzip' | 'identity') => {
    const blocks: Buffer[] = [];
    try {
      for await (const block of unpacked({ body, encoding, batchId: 'b' })) blocks.push(block);
      return Buffer.concat(blocks).length;
    } catch (thrown) {
      return thrown instanceof StreamEnded ? thrown.status : thrown;
    }
  };
  const sent = (bytes: Buffer) => {
    const body = new PassThrough();
    body.end(bytes);
    return body;
  };

  it('is unpacked, several parts of gzip too', async () => {
    const twice = Buffer.concat([gzipSync('abc'), gzipSync('de')]);
    expect([await ended(sent(twice), 'gzip'), await ended(sent(Buffer.from('abc')), 'identity')]).toEqual([5, 3]);
  });

  it.each<[string, () => PassThrough, number]>([
    ['is no gzip', () => sent(Buffer.from('abc')), 400],
    ['is a part of gzip', () => sent(gzipSync('abcdefgh').subarray(0, 14)), 400],
    ['is a bomb', () => sent(gzipSync(Buffer.alloc(17 * 1024 * 1024))), 413],
    ['breaks off', () => broken(), 400],
  ])('that %s ends with its reason', async (_, body, status) => {
    expect(await ended(body(), 'gzip')).toBe(status);
  });

  function broken(): PassThrough {
    const body = new PassThrough();
    body.write(gzipSync('abc').subarray(0, 5));
    setTimeout(() => body.destroy(new Error('aborted')), 10);
    return body;
  }
});
