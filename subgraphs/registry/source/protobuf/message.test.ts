import fc from 'fast-check';
import { expect, test } from 'vitest';
import { field, varint } from '../testing/protobuf.ts';
import { type Bytes, Malformed } from './bytes.ts';
import { Message } from './message.ts';

const bytesOf = (data: Uint8Array): Bytes => ({
  size: data.length,
  at: (position, length) => data.subarray(position, position + length),
});
const fieldsOf = (data: Uint8Array) => [...Message.of(bytesOf(data)).fields()];

test('numbers and texts come back as they were written', () => {
  const integer = fc.oneof(fc.maxSafeInteger(), fc.constantFrom(-1, 0, 127, 128, 2 ** 31, -(2 ** 31)));
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1_000_000 }),
      integer,
      fc.string({ unit: 'binary' }),
      (number, value, text) => {
        const [first, second] = fieldsOf(Buffer.concat([field(number, value), field(number, text)]));
        expect([first?.number, first?.value]).toEqual([number, value]);
        expect(second?.text()).toBe(Buffer.from(text).toString());
      },
    ),
  );
});

test('fields of a fixed size are stepped over', () => {
  const fixed = Buffer.concat([varint(5 * 8 + 1), new Uint8Array(8), varint(6 * 8 + 5), new Uint8Array(4)]);
  expect(fieldsOf(Buffer.concat([fixed, field(7, 1)])).map(({ number }) => number)).toEqual([5, 6, 7]);
});

test('whatever the bytes, it ends, and in fields or Malformed', () => {
  const walk = (message: Message, depth: number): void => {
    for (const one of message.fields()) {
      if (depth > 3) continue;
      try {
        walk(one.message(), depth + 1);
      } catch (error) {
        if (!(error instanceof Malformed)) throw error;
      }
    }
  };
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), data => {
      try {
        walk(Message.of(bytesOf(data)), 0);
      } catch (error) {
        expect(error).toBeInstanceOf(Malformed);
      }
    }),
  );
});
