import { type ScimError, scimError } from './error.ts';

/** A JSON object whose attributes are found whatever their case: RFC 7643, 2.1. */
export type Attributes = ReadonlyMap<string, unknown>;

/** The attributes of an object by their names in lower case; null: it is none. */
export function attributesOf(value: unknown): Attributes | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  return new Map(Object.entries(value).map(([name, one]) => [name.toLowerCase(), one]));
}

function wrong(name: string, form: string): ScimError {
  return scimError(400, 'invalidValue', `"${name}" must be ${form}.`);
}

/** A text; null for what is empty; some directories wrap it in a list with one "value". */
export function textOf(name: string, value: unknown): string | null | ScimError {
  const plain = Array.isArray(value) && value.length === 1 ? attributesOf(value[0])?.get('value') : value;
  if (plain === undefined || plain === null || plain === '') return null;
  return typeof plain === 'string' ? plain : wrong(name, 'a text');
}

/** A text, or true and false, in lower case; empty for anything else, which may be an object that is no text. */
export function wordOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'boolean' ? String(value).toLowerCase() : '';
}

/** True or false, also written as text in any case, as Microsoft's directory sends it. */
export function flagOf(name: string, value: unknown): boolean | ScimError {
  const plain = Array.isArray(value) && value.length === 1 ? attributesOf(value[0])?.get('value') : value;
  const text = wordOf(plain);
  return text === 'true' || text === 'false' ? text === 'true' : wrong(name, 'true or false');
}

/** The "value" of each thing in a list, or of one thing alone: ids of members. */
export function idsOf(name: string, value: unknown): string[] | ScimError {
  const all = value === undefined || value === null ? [] : [value].flat();
  const ids = all.map(one => (typeof one === 'string' ? one : attributesOf(one)?.get('value')));
  return ids.every(id => typeof id === 'string') ? ids : wrong(name, 'a list of things with a "value"');
}

/** The e-mail to use among several: the primary one, else that of work, else the first; null: there is none. */
export function emailOf(value: unknown): string | null | ScimError {
  if (value === undefined || value === null) return null;
  const all = [value].flat().map(one => attributesOf(one) ?? new Map<string, unknown>([['value', one]]));
  const primary = all.find(one => wordOf(one.get('primary')) === 'true');
  const chosen = primary ?? all.find(one => wordOf(one.get('type')) === 'work') ?? all[0];
  return chosen ? textOf('emails.value', chosen.get('value')) : null;
}
