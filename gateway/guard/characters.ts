import { type Refusal, refuse } from '../refusal.ts';

// Neither can be stored as text: PostgreSQL has no NUL, and half a surrogate pair is no character.
const nul = String.fromCharCode(0);
const halfPair = /\p{Surrogate}/u;
const escaped = /\\u0000|\\ud[89a-f]/i;

/** Whether a text holds what cannot be stored as text. */
export function isUnstorable(text: string): boolean {
  return text.includes(nul) || halfPair.test(text);
}

/** Refuses a JSON value with such a text anywhere in it, and says where. `text`: what it was read from; looked at first, because it is cheap. */
export function refuseCharacters(text: string, value: unknown): Refusal | null {
  if (!escaped.test(text)) return null;
  const where = find(value, '');
  return where === null ? null : unstorableText(where);
}

/** The refusal of a text that holds what cannot be stored. */
export function unstorableText(where: string): Refusal {
  const what = 'holds a NUL character or half of a surrogate pair';
  return refuse(400, 'BAD_USER_INPUT', `${where} ${what}, which no text may. Take it out.`);
}

/** The path of the first such text; nesting was judged before. */
function find(value: unknown, path: string): string | null {
  if (typeof value === 'string') return isUnstorable(value) ? `"${path}"` : null;
  if (typeof value !== 'object' || value === null) return null;
  for (const [key, inner] of Object.entries(value)) {
    if (isUnstorable(key)) return `A name in "${path}"`;
    const found = find(inner, path === '' ? key : Array.isArray(value) ? `${path}[${key}]` : `${path}.${key}`);
    if (found !== null) return found;
  }
  return null;
}
