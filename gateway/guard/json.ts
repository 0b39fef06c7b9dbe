import type { Refusal } from '../refusal.ts';
import { limits, tooCostly } from './limits.ts';

const quote = 0x22;
const backslash = 0x5c;

/** Whether a JSON text nests too deeply to be worked on; read byte by byte, before anything is built from it. */
export function refuseNesting(json: Uint8Array): Refusal | null {
  let depth = 0;
  for (let i = 0; i < json.length; i++) {
    const byte = json[i];
    if (byte === quote) i = endOfString(json, i);
    else if (byte === 0x5b || byte === 0x7b) {
      if (++depth > limits.jsonNesting.most) return tooCostly('jsonNesting');
    } else if (byte === 0x5d || byte === 0x7d) depth--;
  }
  return null;
}

function endOfString(json: Uint8Array, start: number): number {
  let i = start + 1;
  while (i < json.length && json[i] !== quote) i += json[i] === backslash ? 2 : 1;
  return i;
}
