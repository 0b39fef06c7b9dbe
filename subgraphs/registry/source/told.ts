import { mapping } from './field.ts';
import type { DocumentContent } from './record.ts';

/** A text or a number as a text; undefined for anything else and for what is empty. */
export function word(value: unknown): string | undefined {
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  if (typeof value !== 'string') return undefined;
  const trimmed = value.trim();
  return trimmed === '' ? undefined : trimmed;
}

/** Milliseconds since 1970, as a number or as digits, as a time; undefined when they are none. */
export function timeOf(value: unknown): string | undefined {
  const written = word(value);
  if (written === undefined || !/^\d{1,15}(\.\d+)?$/.test(written) || Number(written) === 0) return undefined;
  const time = new Date(Number(written));
  return Number.isNaN(time.getTime()) ? undefined : time.toISOString();
}

/** Tags as key and value, whether they come as a list of {key, value} or as a mapping. */
export function tagEntries(tags: unknown): [string, string][] {
  const pairs: [unknown, unknown][] = Array.isArray(tags)
    ? tags.map(tag => [mapping(tag)?.key ?? mapping(tag)?.Key, mapping(tag)?.value ?? mapping(tag)?.Value])
    : Object.entries(mapping(tags) ?? {});
  return pairs.flatMap(([key, value]) => {
    const name = word(key);
    return name === undefined ? [] : [[name, word(value) ?? ''] as [string, string]];
  });
}

/** What the graph takes of tags: 500, of 200 characters each. */
const most = { tags: 400, characters: 200 };

/** Tags as key=value. Those that are too long or too many for the graph go into a document, so that nothing is lost. */
export function tagged(entries: readonly (readonly [string, string])[]): {
  tags: string[];
  documents: DocumentContent[];
} {
  const written = [...new Set(entries.map(([key, value]) => (value === '' ? key : `${key}=${value}`)))];
  const clean = written.map(tag => tag.replaceAll('\0', ' ').trim()).filter(tag => tag !== '');
  const fits = (tag: string, i: number) => tag.length <= most.characters && i < most.tags;
  const rest = clean.filter((tag, i) => !fits(tag, i));
  const body = rest.join('\n\n').slice(0, 900_000);
  return {
    tags: clean.filter(fits),
    documents: rest.length > 0 ? [{ title: 'Further tags', kind: 'tags', body }] : [],
  };
}
