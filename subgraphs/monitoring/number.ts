/** A number as people read it: six digits that count, thousands apart. */
export function shownNumber(value: number): string {
  const short = Number(value.toPrecision(6));
  const plain = Math.abs(short) < 1e15 && (short === 0 || Math.abs(short) >= 1e-6);
  return plain ? short.toLocaleString('en', { maximumSignificantDigits: 6 }) : String(short);
}
