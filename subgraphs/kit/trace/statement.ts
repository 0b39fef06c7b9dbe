import { LRUCache } from 'lru-cache';
import { type Attributes, type Begun, failureType, type Piece, tracing } from './trace.ts';

/** The database that a statement is sent to. */
export interface Place {
  database?: string;
  host: string;
  port: number;
}

/** Of the texts sent last what is told of them: a statement is sent again and again. */
const known = new LRUCache<string, Told>({ max: 500 });

interface Told {
  name: string;
  attributes: Attributes;
}

/** Begins to show a statement in the trace of who asks for it; null: nobody does of whom a trace is kept. */
export function beginStatement(text: string, place: Place): Begun | null {
  const where = tracing();
  return where?.isWithin() ? where.begin(statementPiece(text, place)) : null;
}

/** A statement as a trace shows it: its text without what stands in quotes and without numbers. Pure. */
export function statementPiece(text: string, { database = '', host, port }: Place): Piece {
  const { name, attributes } = toldOf(text);
  const where = { 'db.namespace': database, 'server.address': host, 'server.port': port };
  return { name, kind: 'CLIENT', attributes: { ...attributes, ...where } };
}

function toldOf(text: string): Told {
  const found = known.get(text);
  if (found) return found;
  const operation = /^\s*([a-z]+)/i.exec(text)?.[1]?.toUpperCase() ?? 'QUERY';
  const table = /\b(?:from|into|update|table)\s+("?[a-z_]+"?\."?[a-z_]+"?)/i.exec(text)?.[1]?.replaceAll('"', '');
  const name = table ? `${operation} ${table}` : operation;
  const attributes = {
    'db.system.name': 'postgresql',
    'db.operation.name': operation,
    'db.query.summary': name,
    'db.query.text': withoutValues(text),
    ...(table && { 'db.collection.name': table }),
  };
  known.set(text, { name, attributes });
  return { name, attributes };
}

/** What an answer ends, whether it came or not. */
export function endsWith<T>(begun: Begun, answer: Promise<T>): Promise<T> {
  return answer.then(
    value => {
      begun.end();
      return value;
    },
    error => {
      begun.fail(failureType(error));
      begun.end();
      throw error;
    },
  );
}

/** The same for who is called back with what went wrong, or with an answer. */
export function endsWhenCalled<A extends unknown[]>(
  begun: Begun | null,
  callback: (error: unknown, ...rest: A) => void,
): typeof callback {
  if (!begun) return callback;
  return (error, ...rest) => {
    if (error) begun.fail(failureType(error));
    begun.end();
    callback(error, ...rest);
  };
}

/** A statement without what it says in quotes and in numbers; `$1` stays. Pure. */
export function withoutValues(text: string): string {
  return text
    .replace(/'(?:[^']|'')*'/g, '?')
    .replace(/\$([a-z_]*)\$[\s\S]*?\$\1\$/gi, '?')
    .replace(/(?<![\w$.])\d+(?:\.\d+)?/g, '?')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 2_000);
}
