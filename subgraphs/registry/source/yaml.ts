import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  Lexer,
  LineCounter,
  type Node,
  parseDocument,
} from 'yaml';

const maxCharacters = 2_000_000;
const maxTokens = 200_000;
const maxDepth = 100;
const maxAliasCount = 100;

export type YamlResult = { kind: 'Value'; value: unknown } | { kind: 'Problem'; message: string };

/**
 * Reads one YAML document in which every scalar stays the text that was written: run ids made of digits, "no", 1.10 and
 * dates come through unchanged. firstLine: line of the file that the text begins on, for messages. Time and memory are
 * bounded: size, number of tokens, depth and aliases are judged before anything is built.
 */
export function parseYaml(source: string, firstLine = 1): YamlResult {
  if (source.length > maxCharacters) return problem('its YAML is longer than 2 million characters.');
  const tooMuch = measure(source);
  if (tooMuch) return problem(tooMuch);
  const lines = new LineCounter();
  const place = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return `line ${line + firstLine - 1}, column ${col}`;
  };
  const document = withoutStacks(() =>
    parseDocument(source, {
      schema: 'failsafe',
      uniqueKeys: false,
      prettyErrors: false,
      logLevel: 'error',
      lineCounter: lines,
    }),
  );
  const [error] = document.errors;
  if (error) return problem(`${place(error.pos[0])}: ${firstSentence(error.message)}`);
  const flaw = findFlaw(document);
  if (flaw) return problem(`${place(flaw.offset)}: ${flaw.message}`);
  return toValue(document);
}

/**
 * Runs work that does not wait, with errors that know no stack. The library makes one for each tag it does not know;
 * nobody reads where they were made, and noting it for tens of thousands takes most of the time.
 */
function withoutStacks<T>(work: () => T): T {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  try {
    return work();
  } finally {
    Error.stackTraceLimit = limit;
  }
}

function problem(message: string): YamlResult {
  return { kind: 'Problem', message };
}

function toValue(document: Document): YamlResult {
  try {
    return { kind: 'Value', value: document.toJS({ maxAliasCount }) };
  } catch (error) {
    if (error instanceof ReferenceError)
      return problem(`it repeats too much by aliases (more than ${maxAliasCount} copies).`);
    throw error;
  }
}

function firstSentence(message: string): string {
  const [line = ''] = message.split('\n', 1);
  return line.endsWith('.') ? line : `${line}.`;
}

/** What is too much about a text, told from its tokens alone: no tree is built, and the stack does not grow. */
function measure(source: string): string | null {
  let tokens = 0;
  let column = 0;
  let scalarNext = false;
  const depth = new Depth();
  for (const token of new Lexer().lex(source)) {
    if (++tokens > maxTokens) return `its YAML has more than ${maxTokens.toLocaleString('en')} parts.`;
    if (!scalarNext) depth.see(token, column);
    if (depth.current > maxDepth) return `its YAML is nested deeper than ${maxDepth} levels.`;
    scalarNext = token === '\u001f';
    if (token === '\n' || token === '\r\n') column = 0;
    else if (token > '\u001f' || token.length > 1) column = token.endsWith('\n') ? 0 : column + token.length;
  }
  return null;
}

/** What an entry of a block can begin with; a value on the same line counts as one level too, which does no harm. */
const entryStarts: ReadonlySet<string> = new Set(['-', '?', ':', '*', '"', "'", '\u001f']);

/** How deep the nesting is: open brackets, and indents of block entries that are still open. */
class Depth {
  #open = 0;
  #indents: number[] = [];

  get current(): number {
    return this.#open + this.#indents.length;
  }

  see(token: string, column: number): void {
    if (token === '[' || token === '{') this.#open++;
    else if (token === ']' || token === '}') this.#open = Math.max(0, this.#open - 1);
    else if (this.#open === 0 && entryStarts.has(token.charAt(0))) this.#indent(column * 2 + (token === '-' ? 1 : 0));
  }

  /** A sequence may stand at the indent of the key it belongs to: it counts as half a step further in. */
  #indent(at: number): void {
    while ((this.#indents.at(-1) ?? -1) > at) this.#indents.pop();
    if (this.#indents.at(-1) !== at) this.#indents.push(at);
  }
}

interface Flaw {
  message: string;
  offset: number;
}

/** A key given twice, or a node that contains itself. */
function findFlaw(document: Document): Flaw | null {
  const visit = (node: unknown, within: ReadonlySet<string>): Flaw | null => {
    if (isAlias(node)) return within.has(node.source) ? flawAt(node, `*${node.source} contains itself.`) : null;
    if (!isMap(node) && !isSeq(node)) return null;
    const inside = node.anchor ? new Set([...within, node.anchor]) : within;
    if (isSeq(node)) return firstFlaw(node.items, item => visit(item, inside));
    const keys = new Set<string>();
    return firstFlaw(
      node.items,
      pair => repeated(pair.key, keys) ?? visit(pair.key, inside) ?? visit(pair.value, inside),
    );
  };
  return visit(document.contents, new Set());
}

function firstFlaw<T>(items: readonly T[], look: (item: T) => Flaw | null): Flaw | null {
  for (const item of items) {
    const flaw = look(item);
    if (flaw) return flaw;
  }
  return null;
}

function repeated(key: unknown, keys: Set<string>): Flaw | null {
  if (!isScalar(key)) return null;
  const name = String(key.value);
  if (keys.has(name)) return flawAt(key, `the key "${name}" is given twice.`);
  keys.add(name);
  return null;
}

function flawAt(node: Node | Alias, message: string): Flaw {
  return { message, offset: node.range?.[0] ?? 0 };
}
