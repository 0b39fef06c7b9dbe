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

const container = /^(array|list|tensor)<(.+)>$/;

/** The parts of a type that holds others, tensor<float32>; null for any other. The type in its one name. */
export function partsOf(dtype: string): { outer: string; inner: string } | null {
  const [, outer, inner] = container.exec(dtype) ?? [];
  return outer === undefined || inner === undefined ? null : { outer, inner };
}

/** A type by the one name that stands for all its spellings: long and INT64 are int64, tensor<float> is tensor<float32>. */
export function canonicalDtype(dtype: string): string {
  const plain = dtype.trim().toLowerCase();
  const parts = partsOf(plain);
  if (parts) return `${parts.outer}<${canonicalDtype(parts.inner)}>`;
  return Object.hasOwn(sameAs, plain) ? (sameAs[plain] ?? plain) : plain;
}

/** Whether two types are one, under whatever names. */
export function isSameDtype(left: string, right: string): boolean {
  return canonicalDtype(left) === canonicalDtype(right);
}
