import fc from 'fast-check';
import { expect, it } from 'vitest';
import { canonical, sha256 } from './canonical.ts';

it.each([
  ['keys in any order', { b: 1, a: { d: 2, c: 3 } }, '{"a":{"c":3,"d":2},"b":1}'],
  ['keys by code unit', { é: 1, z: 2, Z: 3, 10: 4, 9: 5 }, '{"10":4,"9":5,"Z":3,"z":2,"é":1}'],
  ['a property that is undefined', { a: undefined, b: null }, '{"b":null}'],
  ['undefined in a list', [1, undefined, 2], '[1,null,2]'],
  ['undefined', undefined, 'null'],
  ['a date', { at: new Date('2026-11-21T09:00:00.5Z') }, '{"at":"2026-11-21T09:00:00.500Z"}'],
  ['texts with quotes and line breaks', 'a "b"\n', '"a \\"b\\"\\n"'],
  ['an object without a prototype', Object.assign(Object.create(null), { a: 1 }), '{"a":1}'],
  ['a key that means something to JavaScript', JSON.parse('{"__proto__":1}'), '{"__proto__":1}'],
])('writes %s', (_, value, text) => {
  expect(canonical(value)).toBe(text);
});

/** The same JSON value with the keys of every object in another order. */
function shuffled(value: unknown, turn: number): unknown {
  if (Array.isArray(value)) return value.map(one => shuffled(one, turn));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, one]) => [key, shuffled(one, turn)] as const);
  const at = entries.length === 0 ? 0 : turn % entries.length;
  return Object.fromEntries([...entries.slice(at), ...entries.slice(0, at)].reverse());
}

it('gives equal content one text, whatever the order of its keys', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.nat(), (value, turn) => {
      expect(canonical(shuffled(value, turn))).toBe(canonical(value));
    }),
  );
});

it('gives different content different texts, and loses none of it', () => {
  const json = fc.jsonValue().map(value => JSON.parse(JSON.stringify(value)) as unknown);
  fc.assert(
    fc.property(json, json, (one, other) => {
      expect(JSON.parse(canonical(one))).toEqual(one);
      expect(canonical(one) === canonical(other)).toBe(equal(one, other));
    }),
  );
});

function equal(one: unknown, other: unknown): boolean {
  try {
    expect(one).toStrictEqual(other);
    return true;
  } catch {
    return false;
  }
}

it('hashes as everybody else does', () => {
  expect(sha256('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  expect(sha256('Ü')).toBe(sha256(Buffer.from([0xc3, 0x9c]).toString()));
});
