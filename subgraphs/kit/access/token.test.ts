import { expect, test } from 'vitest';
import { isAcceptableBearer, isToken, newToken, tokenHash } from './token.ts';

test('a new token is one of ours, starts with its prefix and is stored as its sha256', () => {
  const token = newToken();
  expect(token.text).toMatch(/^hof_[0-9a-z]{46}$/);
  expect(isToken(token.text)).toBe(true);
  expect(isAcceptableBearer(token.text)).toBe(true);
  expect(token.text.startsWith(token.prefix)).toBe(true);
  expect(token.prefix).toHaveLength(12);
  expect(token.hash).toBe(tokenHash(token.text));
  expect(token.hash).toMatch(/^[0-9a-f]{64}$/);
});

test('two tokens share nothing but the start', () => {
  const many = new Set(Array.from({ length: 500 }, () => newToken().text));
  expect(many.size).toBe(500);
});

test('every slip of one character is noticed', () => {
  const { text } = newToken();
  for (let i = 0; i < text.length; i++) {
    const slip = `${text.slice(0, i)}${text[i] === '7' ? '8' : '7'}${text.slice(i + 1)}`;
    expect(isToken(slip), `character ${i}`).toBe(false);
  }
});

test.each([
  ['an operator chose it', 'my-own-bootstrap-token-1', true],
  ['the longest', 'x'.repeat(200), true],
  ['too long', 'x'.repeat(201), false],
  ['too short to be a secret', 'x'.repeat(19), false],
  ['white space inside', 'my own bootstrap token 1', false],
  ['not ASCII', `bootstrap-token-für-uns`, false],
  ['looks like ours, is not', `hof_${'0'.repeat(46)}`, false],
  ['nothing', '', false],
])('a bearer token: %s', (_, text, acceptable) => {
  expect(isAcceptableBearer(text)).toBe(acceptable);
});
