/**
 * How many different things were seen, within about 2 % (HyperLogLog: Flajolet and others 2007; the estimate is that of
 * Ertl, arXiv:1702.01284, which needs no correction for few or many). What is few is kept as it is.
 */
export interface Distinct {
  /** Codes of things, until there are too many of them. */
  few: Set<number> | null;
  /** For each of 4,096 parts of all things the rarest sign that was seen; null while there are few. */
  registers: Uint8Array | null;
}

const bits = 12;
export const registerCount = 1 << bits;
/** Ranks are 1 to 33. */
const ranks = 33;
const mostFew = 500;

export function newDistinct(): Distinct {
  return { few: new Set(), registers: null };
}

/** Puts a thing in by its code, which `codeOfNumber` and `codeOfText` give. */
export function addCode(distinct: Distinct, code: number): void {
  if (distinct.registers) raise(distinct.registers, code);
  else if (distinct.few) {
    distinct.few.add(code);
    if (distinct.few.size > mostFew) spread(distinct);
  }
}

/** Adds what others saw. */
export function addDistinct(into: Distinct, other: Distinct): void {
  for (const code of other.few ?? []) addCode(into, code);
  if (!other.registers) return;
  const registers = into.registers ?? spread(into);
  for (let i = 0; i < registerCount; i++) {
    if ((other.registers[i] as number) > (registers[i] as number)) registers[i] = other.registers[i] as number;
  }
}

function spread(distinct: Distinct): Uint8Array {
  const registers = new Uint8Array(registerCount);
  for (const code of distinct.few ?? []) raise(registers, code);
  distinct.few = null;
  distinct.registers = registers;
  return registers;
}

function raise(registers: Uint8Array, code: number): void {
  const [index, rank] = [code >>> 6, code & 63];
  if (rank > (registers[index] as number)) registers[index] = rank;
}

const double = new Float64Array(1);
const halves = new Uint32Array(double.buffer);

/** The code of a number. */
export function codeOfNumber(value: number): number {
  double[0] = value;
  return codeOf(halves[0] as number, halves[1] as number);
}

/** The code of a text. */
export function codeOfText(text: string): number {
  let [a, b] = [0x811c9dc5, 0x01000193];
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    a = Math.imul(a ^ unit, 0x01000193);
    b = Math.imul(b ^ unit, 0x5bd1e995) + (b >>> 13);
  }
  return codeOf(a, b);
}

function codeOf(low: number, high: number): number {
  const one = mixed(Math.imul(low, 0x9e3779b1) ^ mixed(high ^ 0x5bf03635));
  const two = mixed(one ^ Math.imul(high, 0x85ebca77) ^ (low >>> 7));
  return ((one >>> (32 - bits)) << 6) | (Math.clz32(two) + 1);
}

function mixed(value: number): number {
  let hash = value;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

/** About how many different things were put in. */
export function countDistinct(distinct: Distinct): number {
  const registers = distinct.registers ?? spread({ few: distinct.few, registers: null });
  const met = new Float64Array(ranks + 1);
  for (const rank of registers) met[rank] = (met[rank] as number) + 1;
  const m = registerCount;
  let z = m * tau(1 - (met[ranks] as number) / m);
  for (let rank = ranks - 1; rank >= 1; rank--) z = 0.5 * (z + (met[rank] as number));
  z += m * sigma((met[0] as number) / m);
  return Math.round((m * m) / (2 * Math.LN2) / z);
}

/** Of registers that nothing reached. */
function sigma(share: number): number {
  if (share === 1) return Number.POSITIVE_INFINITY;
  let [x, y, z] = [share, 1, share];
  for (let before = Number.NaN; before !== z; ) {
    x *= x;
    before = z;
    z += x * y;
    y += y;
  }
  return z;
}

/** Of registers that can rise no more. */
function tau(share: number): number {
  if (share === 0 || share === 1) return 0;
  let [x, y, z] = [share, 1, 1 - share];
  for (let before = Number.NaN; before !== z; ) {
    x = Math.sqrt(x);
    before = z;
    y *= 0.5;
    z -= (1 - x) ** 2 * y;
  }
  return z / 3;
}
