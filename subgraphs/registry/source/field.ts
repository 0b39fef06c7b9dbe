/** A mapping, or null for anything else. */
export function mapping(value: unknown): Record<string, unknown> | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : null;
}

const nothing: ReadonlySet<string> = new Set(['', '~', 'null', 'Null', 'NULL']);

/** A text as it was written, without white space around it; undefined when it is empty, YAML's null, or no text. */
export function text(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const trimmed = value.trim();
  return nothing.has(trimmed) ? undefined : trimmed;
}

/** Whether a key was left out or given without a value. */
export function absent(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === 'string' && nothing.has(value.trim()));
}

/** One text or a list of them, as a list; entries that are no texts are left out. */
export function texts(value: unknown): string[] {
  return (Array.isArray(value) ? value : [value]).map(text).filter(entry => entry !== undefined);
}

/** A plain finite number in decimal notation, or undefined. */
export function plainNumber(value: string): number | undefined {
  if (!/^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(value)) return undefined;
  const number = Number(value);
  return Number.isFinite(number) ? number : undefined;
}

/** The properties that have a value and, for lists, entries: what is not known is left out. */
export function known<T extends object>(properties: T): T {
  const told = Object.entries(properties).filter(([, v]) => v !== undefined && !(Array.isArray(v) && v.length === 0));
  return Object.fromEntries(told) as T;
}
