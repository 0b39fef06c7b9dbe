import type { Refusal } from '../refusal.ts';
import { limits, tooCostly } from './limits.ts';

const quote = 0x22;
const comma = 0x2c;
const colon = 0x3a;
const openList = 0x5b;
const backslash = 0x5c;
const closeList = 0x5d;
const openObject = 0x7b;
const closeObject = 0x7d;

/**
 * Whether a JSON text nests too deeply, or holds too many values or objects to be worked on; read byte by byte, before
 * anything is built from it. mostObjects: for what is not checked against the schema object by object.
 */
export function refuseJson(json: Uint8Array, mostObjects: number = limits.jsonObjects.most): Refusal | null {
  let depth = 0;
  let objects = 0;
  let values = 0;
  for (let i = 0; i < json.length; i++) {
    const byte = json[i];
    if (byte === quote) i = endOfString(json, i);
    else if (byte === comma) values++;
    else if (byte === openList || byte === openObject) {
      values++;
      if (byte === openObject) objects++;
      if (++depth > limits.jsonNesting.most) return tooCostly('jsonNesting');
    } else if (byte === closeList || byte === closeObject) depth--;
  }
  if (values > limits.jsonValues.most) return tooCostly('jsonValues', values);
  return objects > mostObjects ? tooCostly('jsonObjects', objects) : null;
}

function endOfString(json: Uint8Array, start: number): number {
  let i = start + 1;
  while (i < json.length && json[i] !== quote) i += json[i] === backslash ? 2 : 1;
  return i;
}

/**
 * The text that an object of JSON has under a name, found without building anything from the rest, which may be large.
 * Null: it has none. Of several the first.
 */
export function textMember(json: Buffer, name: string): string | null {
  const key = Buffer.from(JSON.stringify(name));
  let depth = 0;
  for (let i = 0; i < json.length; i++) {
    const byte = json[i];
    if (byte === openList || byte === openObject) depth++;
    else if (byte === closeList || byte === closeObject) depth--;
    if (byte !== quote) continue;
    const end = endOfString(json, i);
    const value =
      depth === 1 && end - i + 1 === key.length && key.equals(json.subarray(i, end + 1)) ? after(json, end) : null;
    if (value !== null) return json[value] === quote ? textAt(json, value) : null;
    i = end;
  }
  return null;
}

/** Where the value begins of the member whose name ends here; null: it is no name. */
function after(json: Buffer, end: number): number | null {
  const at = skipped(json, end + 1);
  return json[at] === colon ? skipped(json, at + 1) : null;
}

function skipped(json: Buffer, from: number): number {
  let at = from;
  while (json[at] === 0x20 || json[at] === 0x0a || json[at] === 0x0d || json[at] === 0x09) at++;
  return at;
}

function textAt(json: Buffer, start: number): string | null {
  const end = endOfString(json, start);
  try {
    return JSON.parse(json.toString('utf8', start, end + 1));
  } catch {
    return null;
  }
}
