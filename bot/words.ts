import { clean, unescaped } from './text.ts';

/** One word of what somebody typed; key: what stands before a colon, as in `tag:x`. */
export type Word =
  | { kind: 'text'; key: string | null; text: string; quoted: boolean }
  | { kind: 'user'; key: string | null; id: string };

const space = /\s+/uy;
const user = /(?:([A-Za-z]+):)?<@([A-Z0-9]+)(?:\|[^<>]*)?>/uy;
const quote = /(?:([A-Za-z]+):)?["“”]([^"“”]*)["“”]/uy;
const plain = /(?:<[^<>|\s]*(?:\|[^<>]*)?>|[^\s])(?:<(?!@)[^<>|\s]*(?:\|[^<>]*)?>|[^\s<])*/uy;

/** Splits what Slack delivered into words: quotes hold words together, people come by id, links by what was typed. */
export function wordsOf(text: string): Word[] {
  const words: Word[] = [];
  for (let at = 0; at < text.length; ) {
    const read = match(space, text, at) ?? wordAt(text, at);
    if (read.word) words.push(read.word);
    at += Math.max(1, read.length);
  }
  return words;
}

interface Read {
  length: number;
  word: Word | null;
}

function wordAt(text: string, at: number): Read {
  return match(user, text, at) ?? match(quote, text, at) ?? match(plain, text, at) ?? { length: 1, word: null };
}

function match(pattern: RegExp, text: string, at: number): Read | null {
  pattern.lastIndex = at;
  const found = pattern.exec(text);
  return found && { length: found[0].length, word: makers.get(pattern)?.(found) ?? null };
}

const makers = new Map<RegExp, (found: RegExpExecArray) => Word | null>([
  [user, ([, key, id = '']) => ({ kind: 'user', key: keyOf(key), id })],
  [quote, ([, key, text = '']) => ({ kind: 'text', key: keyOf(key), text: typed(text).trim(), quoted: true })],
  [plain, ([whole]) => plainWord(typed(whole))],
]);

function plainWord(text: string): Word | null {
  if (text === '') return null;
  const [, key, rest] = /^([A-Za-z]+):(?!\/\/)(.+)$/su.exec(text) ?? [];
  if (key !== undefined && rest !== undefined) return { kind: 'text', key: keyOf(key), text: rest, quoted: false };
  return { kind: 'text', key: null, text, quoted: false };
}

function keyOf(key: string | undefined): string | null {
  return key?.toLowerCase() ?? null;
}

/** What a person saw when they typed: Slack's links and channels by their label, escapes undone. */
function typed(text: string): string {
  const shown = text.replace(/<([^<>|]*)(?:\|([^<>]*))?>/gu, (_, link: string, name?: string) => {
    if (link.startsWith('#') && name) return `#${name}`;
    return name || link.replace(/^mailto:/, '');
  });
  return clean(unescaped(shown));
}
