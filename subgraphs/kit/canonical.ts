import { hash } from 'node:crypto';

/**
 * One text for equal content: JSON with the keys of every object in code-unit order, no white space, and
 * properties that are undefined left out. Dates become RFC 3339 texts.
 */
export function canonical(value: unknown): string {
  if (value === undefined || value === null) return 'null';
  if (typeof value !== 'object') return JSON.stringify(value) ?? 'null';
  if (value instanceof Date) return JSON.stringify(value.toISOString());
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  const entries = Object.entries(value)
    .filter(([, v]) => v !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([k, v]) => `${JSON.stringify(k)}:${canonical(v)}`).join(',')}}`;
}

/** sha256 of a text in lower-case hexadecimal, 64 characters. */
export function sha256(text: string): string {
  return hash('sha256', text);
}
