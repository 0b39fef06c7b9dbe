import { expect, test } from 'vitest';
import { leastWork } from '../testing/cpu.ts';
import { parseYaml } from './yaml.ts';

function read(source: string): unknown {
  const result = parseYaml(source);
  return result.kind === 'Value' ? result.value : result;
}

test('every scalar stays the text that was written', () => {
  const source =
    'run: 12345678901234567890e12\nno: no\nversion: 1.10\nday: 2024-05-01\nnone: null\nempty:\nyes: [0x1F, 1e3]';
  expect(read(source)).toEqual({
    run: '12345678901234567890e12',
    no: 'no',
    version: '1.10',
    day: '2024-05-01',
    none: 'null',
    empty: '',
    yes: ['0x1F', '1e3'],
  });
});

test('aliases, comments, block texts and keys that look dangerous are read', () => {
  expect(read('a: &x [1]\nb: *x # twice\nc: |\n  two\n  lines\n')).toEqual({
    a: ['1'],
    b: ['1'],
    c: 'two\nlines\n',
  });
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  read('__proto__: {polluted: yes}\nconstructor: {prototype: {polluted: yes}}');
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
});

const nested = (depth: number, pair: string) => pair.charAt(0).repeat(depth) + pair.charAt(1).repeat(depth);
const stairs = (depth: number, step: string) =>
  Array.from({ length: depth }, (_, i) => `${' '.repeat(i)}${step}`).join('\n');
const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${[...'bcdefghij']
  .map((name, i) => `${name}: &${name} [${Array(9).fill(`*${'abcdefghij'[i]}`).join(',')}]`)
  .join('\n')}`;

test.each([
  ['a bomb of aliases', bomb, /repeats too much by aliases/],
  ['a list in itself', 'a: &a [*a]', /line 1, column 8: \*a contains itself/],
  ['a mapping in itself', 'a: &a\n  b: [*a]', /contains itself/],
  ['an alias of nothing', 'a: *b', /alias|anchor/i],
  ['a key twice', 'a: 1\nb: 2\na: 3', /line 3, column 1: the key "a" is given twice/],
  ['a key twice below', 'a: [{b: 1, b: 2}]', /the key "b" is given twice/],
  ['an open bracket', 'a: [1, 2\nb: 3', /line \d+, column \d+: /],
  ['a bad indent', 'a: 1\n b: 2', /line \d, column \d+: /],
  ['two documents', 'a: 1\n---\nb: 2', /multiple documents/],
  ['101 lists', nested(101, '[]'), /nested deeper than 100 levels/],
  ['a million open lists', '['.repeat(1_000_000), /nested deeper/],
  ['two million mappings', '{a: '.repeat(400_000), /nested deeper/],
  ['a staircase of keys', stairs(1_500, 'k:'), /nested deeper/],
  ['a staircase of quoted keys', stairs(1_500, '"k":'), /nested deeper/],
  ['a staircase of empty keys', stairs(1_500, ':'), /nested deeper/],
  ['a staircase of questions', stairs(1_500, '?'), /nested deeper/],
  ['a line of dashes', `${'- '.repeat(500_000)}x`, /nested deeper/],
  ['a staircase of dashes', stairs(1_500, '-'), /nested deeper/],
  ['a flat list without end', `[${'a,'.repeat(900_000)}]`, /more than 200,000 parts/],
  ['lines without end', 'a:\n'.repeat(600_000), /more than 200,000 parts/],
  ['10 MB of text', `a: ${'x'.repeat(10_000_000)}`, /longer than 2 million characters/],
])('%s is refused with the reason within a second', (_, source, reason) => {
  const { result, took } = leastWork(() => parseYaml(source));
  expect(result).toEqual({ kind: 'Problem', message: expect.stringMatching(reason) });
  expect(took).toBeLessThan(1_000);
});

test.each([
  ['100 lists', nested(100, '[]')],
  ['many keys', Array.from({ length: 25_000 }, (_, i) => `k${i}: v`).join('\n')],
  ['one long quoted text', `a: "${'x\n '.repeat(600_000)}"`],
  ['one long plain text', `a: ${'x\n '.repeat(600_000)}`],
  ['one long block text', `a: |\n${'  x\n'.repeat(490_000)}`],
  ['many escapes', `a: "${'\\n'.repeat(900_000)}"`],
  ['many anchors', `[${'&a x,'.repeat(30_000)}]`],
  ['many tags', `[${'!!python/object x,'.repeat(30_000)}]`],
  ['brackets in a text', `a: "${'['.repeat(5_000)}"\nb: |\n  ${'['.repeat(5_000)}\n`],
])('%s are read within a second', (_, source) => {
  const { result, took } = leastWork(() => parseYaml(source));
  expect(result.kind).toBe('Value');
  expect(took).toBeLessThan(1_000);
});

test('lines are counted from where the text begins in its file', () => {
  expect(parseYaml('a: 1\na: 2', 5)).toEqual({
    kind: 'Problem',
    message: 'line 6, column 1: the key "a" is given twice.',
  });
});
