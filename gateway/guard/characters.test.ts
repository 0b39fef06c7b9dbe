import { expect, it } from 'vitest';
import { parseBody } from '../body.ts';
import { isRefusal } from '../refusal.ts';
import { refuseText } from './text.ts';

const body = (json: string) => parseBody(Buffer.from(json), { byId: () => undefined });

it.each([
  ['{"query":"{a}","variables":{"input":{"name":"a\\u0000b"}}}', '"variables.input.name" holds a NUL'],
  ['{"query":"{a}","variables":{"input":{"tags":["ok","\\ud800"]}}}', '"variables.input.tags[1]" holds'],
  ['{"query":"{a}","variables":{"a\\u0000":1}}', 'A name in "variables" holds'],
])('refuses %s and says where', (json, message) => {
  const answer = body(json);
  expect(isRefusal(answer) ? answer : null).toMatchObject({ status: 400, message: expect.stringContaining(message) });
});

it.each(['"\\ud83d\\ude00"', '"\\\\u0000"', '"plain"'])('takes the text %s', text => {
  expect(isRefusal(body(`{"query":"{a}","variables":{"v":${text}}}`))).toBe(false);
});

it('refuses such texts in a document too', () => {
  expect(refuseText('{ a(b: "\\u0000") }')).toMatchObject({ status: 400 });
  expect(refuseText('{ a(b: "fine") }')).toBeNull();
});
