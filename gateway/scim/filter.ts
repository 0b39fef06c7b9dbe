import { type Filter, parse } from 'scim2-parse-filter';
import { type ScimError, scimError } from './error.ts';

/** One condition: this attribute, in lower case and without its schema, is this value. */
export interface Condition {
  attribute: string;
  value: string;
}

/** Long enough for any id; the parser goes as deep as there are brackets. */
const longest = 1_000;

/** The conditions of a filter that all must hold, or why it is none that is known here. */
export function conditionsOf(filter: string): Condition[] | ScimError {
  const parsed = parsedFilter(filter);
  if (!parsed) return scimError(400, 'invalidFilter', 'This filter cannot be read: write it as in userName eq "ana".');
  return equalities(parsed) ?? unknown;
}

const unknown = scimError(400, 'invalidFilter', 'Only "eq" is known here, and "and" between several.');

/** A filter as a tree; null: it is none. */
export function parsedFilter(text: string): Filter | null {
  if (text.length > longest) return null;
  try {
    return parse(text);
  } catch {
    return null;
  }
}

function equalities(filter: Filter): Condition[] | null {
  if ('filters' in filter && filter.op === 'and') {
    const all = filter.filters.map(equalities);
    return all.every(one => one !== null) ? all.flat() : null;
  }
  // emails[type eq "work"].value eq "…": one e-mail is kept, whatever it is for.
  if ('valFilter' in filter) return filter.attrPath.toLowerCase() === 'emails' ? [] : null;
  if (filter.op !== 'eq' || !('compValue' in filter)) return null;
  return [{ attribute: attributeName(filter.attrPath), value: String(filter.compValue) }];
}

/** An attribute's name in lower case, without the schema in front of it. */
export function attributeName(path: string): string {
  return path.toLowerCase().replace(/^urn:ietf:params:scim:schemas:core:2\.0:(user|group):/, '');
}

/** The values that an expression over "value" names: `value eq "a" or value eq "b"`; null: it is another one. */
export function namedValues(filter: Filter): string[] | null {
  if ('filters' in filter && filter.op === 'or') {
    const all = filter.filters.map(namedValues);
    return all.every(one => one !== null) ? all.flat() : null;
  }
  const named = filter.op === 'eq' && 'compValue' in filter && filter.attrPath.toLowerCase() === 'value';
  return named ? [String(filter.compValue)] : null;
}
