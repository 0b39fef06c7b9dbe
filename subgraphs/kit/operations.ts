import { createHash } from 'node:crypto';
import { type DocumentNode, Kind, parse, print, separateOperations } from 'graphql';

/** Operations that are known beforehand: the text of each by its sha256, 64 hexadecimal digits. */
export type KnownOperations = ReadonlyMap<string, string>;

/** The name by which a text is known: its sha256, 64 hexadecimal digits. */
export function idOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/**
 * Each operation of a document written in one way, whatever its blanks, comments and the order of its fragments:
 * the operation, then the fragments that it reaches, by their names.
 */
export function writtenAlike(document: DocumentNode): string[] {
  return Object.values(separateOperations(document)).map(({ definitions }) => {
    const fragments = definitions.filter(each => each.kind === Kind.FRAGMENT_DEFINITION);
    const operation = definitions.filter(each => each.kind === Kind.OPERATION_DEFINITION);
    const sorted = fragments.sort((a, b) => (a.name.value < b.name.value ? -1 : 1));
    return [...operation, ...sorted].map(print).join('\n\n');
  });
}

const apolloFormat = 'apollo-persisted-query-manifest';

/** A manifest as the tools of several makers read it. */
export function writeManifest(bodies: readonly string[]): string {
  const operations = bodies.map(body => {
    const [operation] = parse(body).definitions;
    const { name, operation: type } = operation as { name?: { value: string }; operation: string };
    return { id: idOf(body), name: name?.value ?? '', type, body };
  });
  operations.sort((a, b) => (a.name + a.id < b.name + b.id ? -1 : 1));
  return `${JSON.stringify({ format: apolloFormat, version: 1, operations }, null, 2)}\n`;
}

/**
 * Reads a manifest, of this form or as one object of texts by their sha256; or says in half a sentence what of it is
 * wrong.
 */
export function readManifest(text: string): KnownOperations | string {
  const entries = entriesOf(text);
  if (!entries)
    return 'is no manifest: a JSON object of documents by their sha256, or what "handoff operations" writes';
  const known = new Map<string, string>();
  for (const [id, body] of entries) {
    const hash = id.replace(/^sha256:/, '').toLowerCase();
    if (hash !== idOf(body)) return `names ${JSON.stringify(id.slice(0, 80))}, which is not the sha256 of its document`;
    if (!isGraphql(body)) return `holds a document that is no GraphQL, ${JSON.stringify(id.slice(0, 80))}`;
    known.set(hash, body);
  }
  return known;
}

function entriesOf(text: string): [string, string][] | null {
  try {
    const value = JSON.parse(text) as { format?: unknown; operations?: unknown };
    const listed = Array.isArray(value.operations) && value.format === apolloFormat;
    const entries = listed
      ? (value.operations as { id: string; body: string }[]).map(({ id, body }) => [id, body])
      : Object.entries(value);
    return entries.every(pair => pair.every(each => typeof each === 'string')) ? (entries as [string, string][]) : null;
  } catch {
    return null;
  }
}

function isGraphql(text: string): boolean {
  try {
    return parse(text).definitions.length > 0;
  } catch {
    return false;
  }
}
