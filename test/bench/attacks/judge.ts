import type { Attack } from './attack.ts';

/** What came back for an attack. */
export interface Heard {
  /** 0: nothing came back. */
  status: number;
  text: string;
  ms: number;
}

/** What only our insides say: stacks, files, and the words of PostgreSQL and of our statements. */
const insides: readonly RegExp[] = [
  /\bat \S+ \(|\bat async |\.(?:ts|js|mjs):\d+|node_modules/,
  /QueryFailedError|violates \S+ constraint|syntax error at or near|invalid input syntax|out of range for type/,
  /(?:relation|column|function|operator) \S{0,80} ?does not exist|duplicate key value|invalid byte sequence/,
  /deadlock detected|canceling statement|current transaction is aborted|too many parameters|stack depth limit/,
  /\b(?:SELECT|INSERT INTO|UPDATE|DELETE FROM)\b[^"]{0,500}\b(?:access|registry|deployment|monitoring|event|bot)\.[a-z]/,
  /TypeError|RangeError|ReferenceError|Cannot read propert|is not a function|is not iterable|Maximum call stack/,
  /ECONNREFUSED|"code":"INTERNAL"/,
];

/** A server that has answered may close while so much is still on its way: what it said is lost then. */
const longWay = 256 * 1024;

/** What is wrong with the answer to an attack, or null. */
export function faultOf(attack: Attack, { status, text }: Heard): string | null {
  if (status === 0) return (attack.body?.length ?? 0) > longWay ? null : 'no answer';
  if (status >= 500) return `status ${status}`;
  const told = toldOfInsides(text);
  return told === null ? null : `it says ${told}`;
}

/** What an answer tells of our insides, or null. What it repeats of the question is no such thing. */
export function toldOfInsides(text: string): string | null {
  return insides.map(each => each.exec(text)?.[0]).find(told => told !== undefined) ?? null;
}

/** Whether an answer turns the request away: by its status, or with nothing but errors. */
export function isRefusal({ status, text }: Heard): boolean {
  return (status >= 400 && status < 500) || text.startsWith('{"errors"');
}
