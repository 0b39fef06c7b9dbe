import { addMixed, addTo, newSketch, type Sketch, widen } from './sketch.ts';

/**
 * A sketch as bytes: version, how many bins with one number and how many with several; for each of the former the
 * number (8 bytes) and its count, for each of the latter the step from the key before and its count; minimum and
 * maximum. Whole numbers are written in groups of seven bits, others in 8 bytes after a 0. Sketches that follow each
 * other are read as their sum, so that a database can add them up by joining bytes.
 */
export function sketchBytes(sketch: Sketch): Buffer {
  const bins = [...sketch.bins].sort(([a], [b]) => a - b);
  const single = bins.flatMap(([, { value, count }]) => (value === null ? [] : [{ value, count }]));
  const mixed = bins.filter(([, bin]) => bin.value === null);
  const parts = [Buffer.from([version]), whole(single.length), whole(mixed.length)];
  for (const { value, count } of single) parts.push(double(value), counted(count));
  let before = 0;
  for (const [key, { count }] of mixed) {
    parts.push(whole(zigzag(key - before)), counted(count));
    before = key;
  }
  if (mixed.length > 0) parts.push(double(sketch.min), double(sketch.max));
  return Buffer.concat(parts);
}

const version = 1;

function double(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(value);
  return bytes;
}

function whole(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 128) {
    bytes.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  return Buffer.from([...bytes, rest]);
}

// A count is more than 0, so that 0 is free to say that 8 bytes follow.
function counted(count: number): Buffer {
  return Number.isSafeInteger(count) ? whole(count) : Buffer.concat([whole(0), double(count)]);
}

function zigzag(step: number): number {
  return step < 0 ? -2 * step - 1 : 2 * step;
}

/** The sum of all sketches that bytes hold. Throws on bytes that hold none. */
export function sketchOf(bytes: Buffer): Sketch {
  const sum = newSketch();
  const from = { bytes, at: 0 };
  while (from.at < bytes.length) readInto(sum, from);
  return sum;
}

interface Reading {
  bytes: Buffer;
  at: number;
}

function readInto(sum: Sketch, from: Reading): void {
  if (from.bytes[from.at++] !== version) throw new Error('These bytes are no sketch, or one of a later version.');
  const singles = readWhole(from);
  const mixed = readWhole(from);
  for (let i = 0; i < singles; i++) addTo(sum, readDouble(from), readCount(from));
  let key = 0;
  for (let i = 0; i < mixed; i++) {
    key += unzigzag(readWhole(from));
    addMixed(sum, key, readCount(from));
  }
  if (mixed > 0) widen(sum, readDouble(from), readDouble(from));
}

function readDouble(from: Reading): number {
  const value = from.bytes.readDoubleLE(from.at);
  from.at += 8;
  return value;
}

function readWhole(from: Reading): number {
  let value = 0;
  for (let scale = 1; ; scale *= 128) {
    const byte = from.bytes[from.at++];
    if (byte === undefined) throw new Error('These bytes end in the middle of a sketch.');
    value += (byte % 128) * scale;
    if (byte < 128) return value;
  }
}

function readCount(from: Reading): number {
  return readWhole(from) || readDouble(from);
}

function unzigzag(code: number): number {
  return code % 2 === 1 ? -(code + 1) / 2 : code / 2;
}
