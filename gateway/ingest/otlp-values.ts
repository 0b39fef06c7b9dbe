export type JsonObject = Readonly<Record<string, unknown>>;

export function isMap(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function listOf(value: unknown): unknown[] | null {
  return Array.isArray(value) ? value : null;
}

/** A finite number; whole numbers of 64 bits come as texts. Null: it is none. */
export function numberOf(value: unknown): number | null {
  const number = typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : null;
}

/** A whole number of 0 or more. Null: it is none. */
export function countOf(value: unknown): number | null {
  const number = numberOf(value);
  return number !== null && number >= 0 && Number.isInteger(number) ? number : null;
}

/** A number that may be left out. */
export function boundOf(value: unknown): number | null {
  return value === undefined ? null : numberOf(value);
}

/** The instant of a count of nanoseconds since 1970, as RFC 3339; null: it is none. */
export function instantOf(nanos: unknown): string | null {
  const text = typeof nanos === 'string' || typeof nanos === 'number' ? String(nanos) : '';
  if (!/^\d{1,20}$/.test(text)) return null;
  const ms = Number(BigInt(text) / 1_000_000n);
  return ms > 0 && ms < 253_402_300_800_000 ? new Date(ms).toISOString() : null;
}

/** The text of an attribute of this name, or undefined. */
export function attributeOf(attributes: unknown, name: string): string | undefined {
  for (const each of listOf(attributes) ?? []) {
    if (!isMap(each) || each.key !== name || !isMap(each.value)) continue;
    const { stringValue } = each.value;
    if (typeof stringValue === 'string') return stringValue;
  }
  return undefined;
}
