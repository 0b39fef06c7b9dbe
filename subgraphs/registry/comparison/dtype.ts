/** Other names that frameworks use for the same type. */
const sameAs: Readonly<Record<string, string>> = {
  bool: 'boolean',
  byte: 'int8',
  short: 'int16',
  int: 'int32',
  integer: 'int32',
  long: 'int64',
  half: 'float16',
  float: 'float32',
  double: 'float64',
  str: 'string',
  text: 'string',
  timestamp: 'datetime',
};

/** The next wider types: each holds every value of the narrower one, but for int64 in float64, which rounds above 2^53. */
const widerThan: Readonly<Record<string, readonly string[]>> = {
  int8: ['int16'],
  int16: ['int32', 'float32'],
  int32: ['int64', 'float64'],
  int64: ['float64'],
  uint8: ['uint16', 'int16'],
  uint16: ['uint32', 'int32', 'float32'],
  uint32: ['uint64', 'int64', 'float64'],
  uint64: ['float64'],
  float16: ['float32'],
  bfloat16: ['float32'],
  float32: ['float64'],
};

const container = /^(array|list|tensor)<(.+)>$/;

/** A type by the one name that stands for all its spellings: long and INT64 are int64, tensor<float> is tensor<float32>. */
export function canonicalDtype(dtype: string): string {
  const plain = dtype.trim().toLowerCase();
  const [, outer, inner] = container.exec(plain) ?? [];
  if (outer !== undefined && inner !== undefined) return `${outer}<${canonicalDtype(inner)}>`;
  return Object.hasOwn(sameAs, plain) ? (sameAs[plain] ?? plain) : plain;
}

/** Whether two types are one, under whatever names. */
export function isSameDtype(left: string, right: string): boolean {
  return canonicalDtype(left) === canonicalDtype(right);
}

/** Whether every value of one type can be given where the other is asked for: long where double is, never the reverse. */
export function fitsInto(given: string, asked: string): boolean {
  return fits(canonicalDtype(given), canonicalDtype(asked));
}

function fits(given: string, asked: string): boolean {
  if (given === asked) return true;
  const [, outer, inner] = container.exec(given) ?? [];
  const [, askedOuter, askedInner] = container.exec(asked) ?? [];
  if (inner !== undefined && askedInner !== undefined) return outer === askedOuter && fits(inner, askedInner);
  const wider = Object.hasOwn(widerThan, given) ? (widerThan[given] ?? []) : [];
  return wider.some(one => fits(one, asked));
}
