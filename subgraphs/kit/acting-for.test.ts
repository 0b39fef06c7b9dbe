import { expect, test } from 'vitest';
import { actingFor, verifyActingFor } from './acting-for.ts';

const stamp = {
  token: 'hof_secret',
  slackUserId: 'U0123ABC',
  nowSeconds: 1_800_000_000,
  body: '{"query":"{ viewer }"}',
};
const header = actingFor(stamp);

test('a header has four parts and names the person it speaks for', () => {
  expect(header).toMatch(/^v1\.U0123ABC\.1800000000\.[0-9a-f]{64}$/);
  expect(verifyActingFor(header, stamp)).toEqual({ slackUserId: 'U0123ABC' });
  expect(verifyActingFor(header, { ...stamp, body: Buffer.from(stamp.body) })).toEqual({ slackUserId: 'U0123ABC' });
});

test.each([
  ['60 s later', { nowSeconds: stamp.nowSeconds + 60 }, true],
  ['60 s earlier', { nowSeconds: stamp.nowSeconds - 60 }, true],
  ['61 s later', { nowSeconds: stamp.nowSeconds + 61 }, false],
  ['61 s earlier', { nowSeconds: stamp.nowSeconds - 61 }, false],
  ['at no time', { nowSeconds: Number.NaN }, false],
  ['with another token', { token: 'hof_other' }, false],
  ['with another body', { body: `${stamp.body} ` }, false],
])('%s the header is judged anew', (_, change, holds) => {
  expect(verifyActingFor(header, { ...stamp, ...change }) !== null).toBe(holds);
});

test.each([
  '',
  'v1',
  header.replace('U0123ABC', 'U0999XYZ'),
  header.replace('1800000000', '1800000001'),
  header.replace('v1', 'v2'),
  header.slice(0, -1),
  `${header}0`,
  `${header.slice(0, -64)}${'0'.repeat(64)}`,
  header.toUpperCase(),
  'v1.U 1.1800000000.ff',
])('a changed or malformed header speaks for nobody: %s', text => {
  expect(verifyActingFor(text, stamp)).toBeNull();
});
