import type { Filter } from 'scim2-parse-filter';
import { isScimError, type ScimError, scimError } from './error.ts';
import { attributeName, parsedFilter } from './filter.ts';
import { attributesOf, wordOf } from './values.ts';

/** What a change points at: an attribute in lower case, of a list perhaps only what fits, and a part of that. */
export interface Path {
  attribute: string;
  only: Filter | null;
  part: string | null;
}

/** One change of a PATCH, with a path of its own. */
export interface Operation {
  op: 'add' | 'replace' | 'remove';
  path: Path;
  /** Undefined: none was sent. */
  value: unknown;
}

const ops = ['add', 'replace', 'remove'] as const;
const mostOperations = 1_000;

/** The changes of a PatchOp (RFC 7644, 3.5.2), in order; values without a path become one change for each attribute. */
export function operationsOf(body: unknown): Operation[] | ScimError {
  const sent = attributesOf(body)?.get('operations');
  if (!Array.isArray(sent)) return scimError(400, 'invalidSyntax', 'A PATCH has a list of "Operations".');
  if (sent.length > mostOperations) {
    return scimError(400, 'tooMany', `A PATCH has at most ${mostOperations} operations: send several.`);
  }
  const all: Operation[] = [];
  for (const one of sent) {
    const read = operation(one);
    if (isScimError(read)) return read;
    all.push(...read);
  }
  return all;
}

function operation(sent: unknown): Operation[] | ScimError {
  const given = attributesOf(sent);
  const name = wordOf(given?.get('op'));
  const op = ops.find(one => one === name);
  if (!given || !op) return scimError(400, 'invalidSyntax', 'The "op" of an operation is add, replace or remove.');
  const [path, value] = [given.get('path'), given.get('value')];
  if (path !== undefined && path !== null && path !== '') {
    const at = typeof path === 'string' ? pathOf(path) : null;
    return at ? [{ op, path: at, value }] : scimError(400, 'invalidPath', `The path ${shown(path)} cannot be read.`);
  }
  if (op === 'remove') return scimError(400, 'noTarget', 'A "remove" says by its "path" what to remove.');
  return withoutPath(op, value);
}

function withoutPath(op: Operation['op'], value: unknown): Operation[] | ScimError {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return scimError(400, 'invalidValue', 'Without a "path", the "value" is an object.');
  const all: Operation[] = [];
  for (const [name, one] of Object.entries(value)) {
    const path = pathOf(name);
    if (!path) return scimError(400, 'invalidPath', `The attribute ${shown(name)} cannot be read.`);
    all.push({ op, path, value: one });
  }
  return all;
}

function shown(path: unknown): string {
  return JSON.stringify(path).slice(0, 100);
}

const listPath = /^([^[\]]+)\[(.+)\](?:\.([\w$-]+))?$/s;
const plainPath = /^[A-Za-z][\w$-]*(\.[\w$-]+)?$/;
/** Attributes of other schemas, such as those of enterprise users: known, and not kept. */
const otherSchema = /^urn:[\w:.$-]+$/i;

/** Reads `userName`, `name.givenName`, `emails[type eq "work"].value`, each also with its schema in front; null: it is none. */
export function pathOf(text: string): Path | null {
  const [, list, inner = '', part = null] = listPath.exec(text) ?? [];
  if (list !== undefined) {
    const only = parsedFilter(inner);
    return only && { attribute: attributeName(list), only, part: part?.toLowerCase() ?? null };
  }
  const name = attributeName(text);
  if (otherSchema.test(name)) return { attribute: name, only: null, part: null };
  if (!plainPath.test(name)) return null;
  const [attribute = '', inside = null] = name.split('.');
  return { attribute, only: null, part: inside };
}
