/** One condition of an MLflow filter. */
export interface MlflowClause {
  /** null: the model's name; else the key of a tag. */
  tag: string | null;
  comparator: '=' | '!=' | 'LIKE' | 'ILIKE' | 'IN';
  /** One value, or several for IN. */
  values: string[];
}

/** What a text is as an MLflow filter: all clauses must hold. `message` says what is wrong, and where. */
export type MlflowFilter = { kind: 'Clauses'; clauses: MlflowClause[] } | { kind: 'Broken'; message: string };

interface Token {
  kind: 'word' | 'text' | 'sign' | 'end';
  text: string;
  /** Counts from 1. */
  at: number;
}

const known = 'name|tags?\\b|attributes?\\b|attr\\b|aliases\\b|[a-z_]+_(?:timestamp|id|path|number|stage|link)|status';
const looksLike = new RegExp(
  `^\\s*(?:${known})(?:\\.(?:\`[^\`]*\`|"[^"]*"|[\\w.-]+))?\\s*(?:[=<>]|!=|(?:not\\s+)?(?:like|ilike|in)\\b\\s*['"(])`,
  'i',
);

/** Reads a search as an MLflow filter such as `tags.team = 'x' AND name LIKE '%fraud%'`; null when it is none. */
export function readMlflowFilter(search: string): MlflowFilter | null {
  if (!looksLike.test(search)) return null;
  try {
    return { kind: 'Clauses', clauses: new Reader(search).clauses() };
  } catch (error) {
    if (error instanceof Broken) return { kind: 'Broken', message: error.message };
    throw error;
  }
}

class Broken extends Error {}

const token = /\s*(?:'((?:[^']|'')*)'|"((?:[^"]|"")*)"|`([^`]*)`|([A-Za-z_][\w-]*)|(!=|<>|<=|>=|==|[=<>().,]|\S))?/y;

class Reader {
  readonly #tokens: Token[];
  #next = 0;

  constructor(source: string) {
    this.#tokens = tokensOf(source);
  }

  clauses(): MlflowClause[] {
    const found = [this.#clause()];
    while (this.#peek().kind !== 'end') {
      this.#and();
      found.push(this.#clause());
    }
    return found;
  }

  #peek(): Token {
    return this.#tokens[this.#next] ?? { kind: 'end', text: '', at: 1 };
  }

  #take(): Token {
    const found = this.#peek();
    this.#next++;
    return found;
  }

  #and(): void {
    const { text, at } = this.#take();
    if (text.toUpperCase() === 'AND') return;
    if (text.toUpperCase() === 'OR')
      throw broken(at, 'OR is no part of MLflow filters: use AND, or "any" of the filter argument');
    throw broken(at, `"${text}" was not expected here: join conditions with AND`);
  }

  #clause(): MlflowClause {
    const tag = this.#key();
    const { comparator, at } = this.#comparator();
    return { tag, comparator, values: comparator === 'IN' ? this.#list(at) : [this.#value()] };
  }

  #key(): string | null {
    const { text, at } = this.#take();
    const word = text.toLowerCase();
    if (/^(attributes?|attr)$/.test(word)) {
      this.#dot();
      return this.#key();
    }
    if (word === 'name') return null;
    if (/^tags?$/.test(word)) {
      this.#dot();
      return this.#tagKey();
    }
    throw broken(at, `"${text}" is nothing to filter models by: use name or tags.<key>`);
  }

  #dot(): void {
    const { text, at } = this.#take();
    if (text !== '.') throw broken(at, 'A dot and a key are missing: write tags.<key>');
  }

  /** Keys may hold dots and dashes, as in tags.mlflow.user. */
  #tagKey(): string {
    const first = this.#take();
    if (first.kind !== 'word' && first.kind !== 'text') throw broken(first.at, 'The key of the tag is missing');
    let key = first.text;
    while (this.#peek().text === '.' && this.#peek().kind === 'sign') {
      this.#dot();
      key += `.${this.#take().text}`;
    }
    return key;
  }

  #comparator(): { comparator: MlflowClause['comparator']; at: number } {
    const { text, at } = this.#take();
    const sign = text.toUpperCase();
    if (sign === '==') return { comparator: '=', at };
    if (sign === '<>') return { comparator: '!=', at };
    if (sign === '=' || sign === '!=' || sign === 'LIKE' || sign === 'ILIKE' || sign === 'IN')
      return { comparator: sign, at };
    throw broken(at, `"${text}" is no comparator for texts: use =, !=, LIKE, ILIKE or IN`);
  }

  #value(): string {
    const { kind, text, at } = this.#take();
    if (kind === 'text') return text;
    throw broken(at, 'A value in quotes is missing');
  }

  #list(at: number): string[] {
    if (this.#take().text !== '(') throw broken(at, "IN needs a list, such as IN ('a', 'b')");
    const values = [this.#value()];
    for (let next = this.#take(); next.text !== ')'; next = this.#take()) {
      if (next.text !== ',') throw broken(next.at, 'The list does not end: a comma or a bracket is missing');
      values.push(this.#value());
    }
    return values;
  }
}

function tokensOf(source: string): Token[] {
  const found: Token[] = [];
  token.lastIndex = 0;
  for (let at = 0; at < source.length; at = token.lastIndex) {
    const [whole = '', single, double, back, word, sign] = token.exec(source) ?? [];
    if (whole.trim() === '') break;
    const start = at + whole.length - whole.trimStart().length + 1;
    const quoted = single?.replaceAll("''", "'") ?? double?.replaceAll('""', '"') ?? back;
    if (quoted !== undefined) found.push({ kind: 'text', text: quoted, at: start });
    else if (word !== undefined) found.push({ kind: 'word', text: word, at: start });
    else if (sign === "'" || sign === '"' || sign === '`') throw broken(start, 'The quote does not end');
    else found.push({ kind: 'sign', text: sign ?? '', at: start });
  }
  return [...found, { kind: 'end', text: '', at: source.length + 1 }];
}

function broken(at: number, what: string): Broken {
  return new Broken(`The search reads like an MLflow filter. ${what} (character ${at}).`);
}
