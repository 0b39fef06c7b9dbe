import { canonicalDtype, partsOf } from '@handoff/kit/dtype';

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

/** Whether every value of one type can be given where the other is asked for: long where double is, never the reverse. */
export function fitsInto(given: string, asked: string): boolean {
  return fits(canonicalDtype(given), canonicalDtype(asked));
}

function fits(given: string, asked: string): boolean {
  if (given === asked) return true;
  const [held, wanted] = [partsOf(given), partsOf(asked)];
  if (held && wanted) return held.outer === wanted.outer && fits(held.inner, wanted.inner);
  const wider = Object.hasOwn(widerThan, given) ? (widerThan[given] ?? []) : [];
  return wider.some(one => fits(one, asked));
}
