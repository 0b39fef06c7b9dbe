import { expect, it } from 'vitest';
import { nearest } from './nearest.ts';

const words = ['find', 'model', 'who', 'assign', 'HOME', 'HOST', 'PUBLIC_URL'];

it.each([
  ['fnd', 'find'],
  ['fidn', 'find'],
  ['HOEM', 'HOME'],
  ['asign', 'assign'],
  ['modle', 'model'],
  ['PUBLIC_URI', 'PUBLIC_URL'],
  ['find', 'find'],
  ['entirely-different', null],
  ['', null],
])('takes "%s" for %s', (word, meant) => {
  expect(nearest(word, words)).toBe(meant);
});
