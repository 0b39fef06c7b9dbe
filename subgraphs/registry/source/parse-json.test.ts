import fc from 'fast-check';
import { expect, test } from 'vitest';
import { workSince } from '../testing/cpu.ts';
import { parseJson } from './parse-json.ts';

test('whatever is JSON comes back as it was', () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 20 }), json => {
      expect(parseJson(json)).toEqual({ kind: 'Value', value: JSON.parse(json) });
    }),
  );
});

test('brackets and quotes within texts do not count', () => {
  const value = { a: '['.repeat(300), b: '\\"[[[', c: ['\\\\', '{'] };
  expect(parseJson(JSON.stringify(value))).toEqual({ kind: 'Value', value });
});

test.each([
  ['lists without end', '['.repeat(10_000_000), /deeper than 200 levels/],
  ['mappings without end', '{"a":'.repeat(2_000_000), /deeper than 200 levels/],
  ['ten million lists', `[${'[],'.repeat(10_000_000)}[]]`, /has more parts than are read/],
  ['ten million values', `[${'1,'.repeat(10_000_000)}1]`, /has more parts than are read/],
  ['half', '{\n"a": [1,\n', /^line 3: it is no valid JSON; it may have been cut off/],
  ['an open text', '["a', /it is no valid JSON/],
  ['an open text of backslashes', `["${'\\'.repeat(5_000_000)}`, /no valid JSON/],
  ['something else', 'a: b\nc', /it is no valid JSON/],
])('%s is refused with the reason within a second of work', (_, json, reason) => {
  const began = process.cpuUsage();
  expect(parseJson(json)).toEqual({ kind: 'Problem', message: expect.stringMatching(reason) });
  expect(workSince(began)).toBeLessThan(1_000);
});
