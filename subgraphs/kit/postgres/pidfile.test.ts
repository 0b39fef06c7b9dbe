import { expect, test } from 'vitest';
import { parsePidFile } from './pidfile.ts';

test.each([
  ['42\n/data\n1795230000\n5433\n\n127.0.0.1\n  1 2\nready   \n', { pid: 42, port: 5433, ready: true }],
  ['42\n/data\n1795230000\n5433\n\n127.0.0.1\n  1 2\nstarting\n', { pid: 42, port: 5433, ready: false }],
  ['42\n/data\n', { pid: 42, port: null, ready: false }],
  ['', null],
  ['-42\n', null],
])('%j', (text, expected) => {
  expect(parsePidFile(text)).toEqual(expected);
});
