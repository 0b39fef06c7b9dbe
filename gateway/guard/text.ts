import { textStore } from '@handoff/kit/documents';
import { Lexer, Source, TokenKind } from 'graphql';
import type { Refusal } from '../refusal.ts';
import { isUnstorable, unstorableText } from './characters.ts';
import { limits, tooCostly } from './limits.ts';

const opening: ReadonlySet<string> = new Set([TokenKind.BRACE_L, TokenKind.BRACKET_L, TokenKind.PAREN_L]);
const closing: ReadonlySet<string> = new Set([TokenKind.BRACE_R, TokenKind.BRACKET_R, TokenKind.PAREN_R]);
const texts: ReadonlySet<string> = new Set([TokenKind.STRING, TokenKind.BLOCK_STRING]);

/**
 * Whether a document is too long or too deep to be parsed, where the parser would run out of stack, or holds texts that cannot
 * be stored.
 * Null also for what is no GraphQL: the parser says so better.
 */
export function refuseText(query: string): Refusal | null {
  if (passed.get(query)) return null;
  const refused = read(query);
  if (refused === null) passed.set(query, true);
  return refused;
}

/** Documents that were not refused, of those that were sent last: most come again and again. */
const passed = textStore<true>();

function read(query: string): Refusal | null {
  try {
    return walk(new Lexer(new Source(query)));
  } catch {
    return null;
  }
}

function walk(lexer: Lexer): Refusal | null {
  let depth = 0;
  for (let tokens = 1; lexer.advance().kind !== TokenKind.EOF; tokens++) {
    if (tokens > limits.tokens.most) return tooCostly('tokens');
    if (opening.has(lexer.token.kind)) depth++;
    if (closing.has(lexer.token.kind)) depth--;
    if (depth > limits.nesting.most) return tooCostly('nesting');
    if (texts.has(lexer.token.kind) && isUnstorable(lexer.token.value)) return unstorableText('A text of the document');
  }
  return null;
}
