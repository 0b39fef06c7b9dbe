/** A field of a message as bytes: a number, a text, bytes, or a message as the list of its fields. */
export type FieldValue = number | string | Uint8Array | readonly Uint8Array[];

/** Encodes one field: numbers as varints, negative ones over 10 bytes, everything else with its length. */
export function field(number: number, value: FieldValue): Uint8Array {
  if (typeof value === 'number') return Buffer.concat([varint(number * 8), varint(value)]);
  const bytes =
    typeof value === 'string' ? Buffer.from(value) : value instanceof Uint8Array ? value : Buffer.concat(value);
  return Buffer.concat([varint(number * 8 + 2), varint(bytes.length), bytes]);
}

/** A number as protobuf writes it. */
export function varint(number: number): Uint8Array {
  let rest = BigInt.asUintN(64, BigInt(number));
  const bytes: number[] = [];
  while (rest > 127n) {
    bytes.push(Number(rest & 127n) | 128);
    rest >>= 7n;
  }
  return Uint8Array.from([...bytes, Number(rest)]);
}

/** One entry of a map. */
export function entry(number: number, key: string, value: FieldValue): Uint8Array {
  return field(number, [field(1, key), field(2, value)]);
}
