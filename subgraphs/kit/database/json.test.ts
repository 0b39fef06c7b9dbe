import { expect, it } from 'vitest';
import { jsonText } from './json.ts';

it.each([
  ['a half character', 'a\ud83d', '"a\ufffd"'],
  ['the other half', '\udc4d', '"\ufffd"'],
  ['a half character in a key', { '\udfff': 1 }, '{"\ufffd":1}'],
  ['a whole character', '👍', '"👍"'],
  ['halves in the wrong order', '\udc4d\ud83d', '"\ufffd\ufffd"'],
  ['a text that speaks of one', '\\ud800', '"\\\\ud800"'],
  ['a backslash before one', '\\\ud800', '"\\\\\ufffd"'],
  ['other escapes', '"\n\u0007', '"\\"\\n\\u0007"'],
])('writes %s', (_, value, text) => {
  expect(jsonText(value)).toBe(text);
});
