import { ByteReader, ByteWriter } from './byte-stream.ts';
import { addCategory, prune } from './categories.ts';
import { addCode, registerCount } from './distinct.ts';
import { type Kind, mergeInto, newSummary, type Summary } from './summary.ts';

// A summary as bytes, little-endian: version (1), kind (0 numeric, 1 categorical), the six counts; what was distinct;
// of numbers their moments, least and greatest, the levels of the sketch and the histogram; of texts the categories.
// Summaries that follow each other are read as their sum, so that a database adds them up by joining bytes.
const version = 1;
const kinds: readonly Kind[] = ['NUMERIC', 'CATEGORICAL'];

export function summaryBytes(summary: Summary): Buffer {
  const to = new ByteWriter();
  to.byte(version);
  to.byte(kinds.indexOf(summary.kind));
  const { n, missing, invalid, outOfRange, unseen, outliers } = summary;
  for (const count of [n, missing, invalid, outOfRange, unseen, outliers]) to.double(count);
  writeDistinct(to, summary);
  if (summary.kind === 'NUMERIC') writeNumbers(to, summary);
  else writeCategories(to, summary);
  return to.done();
}

/** What was read of bytes that are still there: many who ask at once are answered with the same ones. */
const known = new WeakMap<Buffer, Summary>();

/**
 * The sum of all summaries that bytes hold, of which there is one at least. It may be somebody else's too and is not to
 * be changed. Throws on bytes that hold none.
 */
export function summaryOf(bytes: Buffer): Summary {
  const found = known.get(bytes);
  if (found) return found;
  const from = new ByteReader(bytes);
  const sum = read(from);
  while (!from.ended) mergeInto(sum, read(from));
  known.set(bytes, sum);
  return sum;
}

function read(from: ByteReader): Summary {
  if (from.byte() !== version) throw new Error('These bytes are no summary, or one of a later version.');
  const kind = kinds[from.byte()];
  if (!kind) throw new Error('These bytes are a summary of an unknown kind.');
  const summary = newSummary(kind);
  for (const count of ['n', 'missing', 'invalid', 'outOfRange', 'unseen', 'outliers'] as const)
    summary[count] = from.double();
  readDistinct(from, summary);
  if (kind === 'NUMERIC') readNumbers(from, summary);
  else readCategories(from, summary);
  return summary;
}

// Few: 0, their number, their codes in 4 bytes each. Many: 1, the registers, of which four fit into three bytes.
function writeDistinct(to: ByteWriter, { distinct: { few, registers } }: Summary): void {
  to.byte(registers ? 1 : 0);
  if (!registers) {
    to.whole(few?.size ?? 0);
    for (const code of few ?? []) to.whole(code);
    return;
  }
  for (let i = 0; i < registerCount; i += 4) {
    let packed = 0;
    for (let j = 0; j < 4; j++) packed |= (registers[i + j] as number) << (6 * j);
    for (let j = 0; j < 3; j++) to.byte((packed >> (8 * j)) & 255);
  }
}

function readDistinct(from: ByteReader, { distinct }: Summary): void {
  if (from.byte() === 0) {
    for (let count = from.whole(); count > 0; count--) addCode(distinct, from.whole());
    return;
  }
  const registers = new Uint8Array(registerCount);
  for (let i = 0; i < registerCount; i += 4) {
    const packed = from.byte() | (from.byte() << 8) | (from.byte() << 16);
    for (let j = 0; j < 4; j++) registers[i + j] = (packed >> (6 * j)) & 63;
  }
  Object.assign(distinct, { few: null, registers });
}

function writeNumbers(to: ByteWriter, { moments, min, max, sketch, histogram }: Summary): void {
  const { n, sum, lost, m2, m3, m4 } = moments;
  for (const each of [n, sum, lost, m2, m3, m4, min, max]) to.double(each);
  to.double(sketch.n);
  to.whole(sketch.levels.length);
  for (const { items, next } of sketch.levels) {
    to.byte(next);
    to.doubles(items);
  }
  to.byte(histogram ? 1 : 0);
  if (!histogram) return;
  to.doubles(histogram.edges);
  to.doubles(histogram.counts);
}

function readNumbers(from: ByteReader, summary: Summary): void {
  for (const each of ['n', 'sum', 'lost', 'm2', 'm3', 'm4'] as const) summary.moments[each] = from.double();
  summary.min = from.double();
  summary.max = from.double();
  summary.sketch.n = from.double();
  for (let levels = from.whole(); levels > 0; levels--) {
    const next = from.byte();
    summary.sketch.levels.push({ next, items: from.doubles() });
  }
  if (from.byte() === 1) summary.histogram = { edges: from.doubles(), counts: from.doubles() };
}

function writeCategories(to: ByteWriter, { categories }: Summary): void {
  const kept = { counts: new Map(categories.counts), other: categories.other };
  prune(kept);
  to.double(kept.other);
  to.whole(kept.counts.size);
  for (const [text, times] of kept.counts) {
    to.text(text);
    to.double(times);
  }
}

function readCategories(from: ByteReader, { categories }: Summary): void {
  categories.other = from.double();
  for (let count = from.whole(); count > 0; count--) {
    const text = from.text();
    addCategory(categories, text, from.double());
  }
}
