import { type Bytes, Malformed } from './bytes.ts';

/** How many parts of one file are looked at. */
const mostFields = 500_000;
const longestText = 1_000_000;
const mostDepth = 50;
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** One field of a message. value: of a number, -1 included; of 32 and 64 bit fields it is not read. */
export interface Field {
  number: number;
  value: number;
  /** The message that it holds. */
  message(): Message;
  /** The UTF-8 text that it holds; what is longer than a million bytes is refused. */
  text(): string;
}

interface Budget {
  fields: number;
}

/**
 * Reads a protobuf message without a schema, field by field, in the wire format of
 * https://protobuf.dev/programming-guides/encoding. Whatever makes no sense throws Malformed with the place; time is
 * bounded by the number of fields.
 */
export class Message {
  readonly #bytes: Bytes;
  readonly #from: number;
  readonly #to: number;
  readonly #budget: Budget;
  readonly #depth: number;

  private constructor(bytes: Bytes, range: [from: number, to: number], within: { budget: Budget; depth: number }) {
    this.#bytes = bytes;
    [this.#from, this.#to] = range;
    this.#budget = within.budget;
    this.#depth = within.depth;
  }

  /** The message that all of the bytes are. */
  static of(bytes: Bytes): Message {
    return new Message(bytes, [0, bytes.size], { budget: { fields: 0 }, depth: 0 });
  }

  /** The fields in their order. */
  *fields(): Generator<Field> {
    let at = this.#from;
    while (at < this.#to) {
      if (++this.#budget.fields > mostFields)
        throw new Malformed(`it has more than ${mostFields.toLocaleString('en')} parts, which are not read.`);
      const tag = this.#varint(at);
      const number = Math.floor(tag.value / 8);
      const wire = tag.value % 8;
      if (number < 1 || number > 536_870_911) throw this.#nonsense(at);
      const { field, end } = this.#field({ number, wire, at: tag.end });
      yield field;
      at = end;
    }
  }

  #field({ number, wire, at }: { number: number; wire: number; at: number }): { field: Field; end: number } {
    if (wire === 0) {
      const { value, end } = this.#varint(at);
      return { field: new NumberField(number, value), end };
    }
    if (wire === 1 || wire === 5) {
      const end = this.#within(at, wire === 1 ? 8 : 4);
      return { field: new NumberField(number, 0), end };
    }
    if (wire !== 2) throw this.#nonsense(at);
    const length = this.#varint(at);
    if (length.value < 0) throw this.#nonsense(at);
    const end = this.#within(length.end, length.value);
    return { field: this.#part(number, length.end, end), end };
  }

  #part(number: number, from: number, to: number): Field {
    const inner = () => {
      if (this.#depth >= mostDepth) throw new Malformed(`it is nested deeper than ${mostDepth} levels.`);
      return new Message(this.#bytes, [from, to], { budget: this.#budget, depth: this.#depth + 1 });
    };
    return {
      number,
      value: 0,
      message: inner,
      text: () => this.#text(from, to),
    };
  }

  #text(from: number, to: number): string {
    if (to - from > longestText)
      throw new Malformed(`at byte ${from} it has a text of ${to - from} bytes, which is not read.`);
    try {
      return utf8.decode(this.#bytes.at(from, to - from));
    } catch (error) {
      if (error instanceof Malformed) throw error;
      throw new Malformed(`at byte ${from} it has a text that is no valid UTF-8.`);
    }
  }

  #within(at: number, length: number): number {
    const end = at + length;
    if (end <= this.#to) return end;
    throw new Malformed(
      `it is cut off: at byte ${at} a part of ${length} bytes begins, and only ${this.#to - at} are left.`,
    );
  }

  /** A number of up to 64 bits, negative ones in two's complement. */
  #varint(start: number): { value: number; end: number } {
    const bytes = this.#bytes.at(start, Math.min(10, this.#to - start));
    let value = 0;
    for (let i = 0; i < bytes.length; i++) {
      const byte = bytes[i] ?? 0;
      value += (byte & 0x7f) * 2 ** (7 * i);
      if (byte < 0x80) return { value: i < 7 ? value : exact(bytes.subarray(0, i + 1)), end: start + i + 1 };
    }
    if (bytes.length < 10) throw new Malformed(`it is cut off in the middle of a number at byte ${start}.`);
    throw this.#nonsense(start);
  }

  #nonsense(at: number): Malformed {
    return new Malformed(`at byte ${at} it stops making sense: it is damaged, or something else than it seems.`);
  }
}

function exact(bytes: Uint8Array): number {
  let value = 0n;
  for (const [i, byte] of bytes.entries()) value |= BigInt(byte & 0x7f) << BigInt(7 * i);
  return Number(BigInt.asIntN(64, value));
}

class NumberField implements Field {
  readonly number: number;
  readonly value: number;

  constructor(number: number, value: number) {
    this.number = number;
    this.value = value;
  }

  message(): Message {
    throw new Malformed(`field ${this.number} is a number where a message belongs.`);
  }

  text(): string {
    throw new Malformed(`field ${this.number} is a number where a text belongs.`);
  }
}
