// Made once: making one takes a hundred times as long as using it.
const digits = new Intl.NumberFormat('en', { maximumSignificantDigits: 6 });

/** A number as people read it: six digits that count, thousands apart. */
export function shownNumber(value: number): string {
  const short = Number(value.toPrecision(6));
  const plain = Math.abs(short) < 1e15 && (short === 0 || Math.abs(short) >= 1e-6);
  return plain ? digits.format(short) : String(short);
}
