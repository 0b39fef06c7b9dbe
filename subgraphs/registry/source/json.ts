import type { HttpAnswer } from './http.ts';
import { parseJson } from './parse-json.ts';

export type JsonResult =
  | { kind: 'Value'; value: unknown; headers: Readonly<Record<string, string>> }
  | { kind: 'Problem'; status: number | null; message: string };

/** The JSON of an answer. A web page in its place is told as such: it is what wrong addresses and sign-in pages give. */
export function jsonOf(answer: HttpAnswer, from: string): JsonResult {
  if (answer.kind === 'Problem') return answer;
  const problem = (message: string): JsonResult => ({ kind: 'Problem', status: answer.status, message });
  const type = answer.headers['content-type'] ?? '';
  if (/html/i.test(type))
    return problem(
      `${from} answered with a web page and not with data: check the address, and whether it asks to sign in.`,
    );
  const text = textOf(answer.body);
  if (text === null) return problem(`${from} answered with something that is no UTF-8 text.`);
  const parsed = parseJson(text);
  if (parsed.kind === 'Value') return { ...parsed, headers: answer.headers };
  return problem(`${from} answered with something that cannot be read: ${parsed.message}`);
}

/** Bytes as UTF-8 text without a byte order mark; null when they are none or hold NUL. */
export function textOf(bytes: Uint8Array): string | null {
  if (bytes.includes(0)) return null;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** A list, or an empty one for what was left out or is something else. */
export function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
