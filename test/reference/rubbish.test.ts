import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { answeredFunctions, answerOf } from './answer.ts';
import type { Case } from './case.ts';

const { cases } = JSON.parse(readFileSync(new URL('cases.json', import.meta.url), 'utf8')) as { cases: Case[] };
const cell = fc.oneof(
  fc.double(),
  fc.integer({ min: -2, max: 2 }),
  fc.maxSafeNat(),
  fc.constantFrom(null, 'NaN', 'Infinity', '-Infinity', 'a', true),
);
const rubbish = fc.oneof(
  cell,
  fc.array(cell, { maxLength: 12 }),
  fc.array(fc.array(cell, { maxLength: 4 }), { maxLength: 4 }),
);

/** Whether anything in an answer is undefined. */
function hasNull(value: unknown): boolean {
  return value === null || (typeof value === 'object' && Object.values(value ?? {}).some(hasNull));
}

it.each(answeredFunctions)('%s answers rubbish with null and a reason, and throws nothing', fn => {
  const like = cases.find(each => each.fn === fn);
  const names = Object.keys(like?.inputs ?? {}).filter(name => name !== 'file');
  const inputs = fc.record(Object.fromEntries(names.map(name => [name, rubbish])));
  fc.assert(
    fc.property(inputs, given => {
      const one = { id: 'x', fn, ...(like?.params && { params: like.params }), inputs: given };
      const found = answerOf(one);
      // A class may be called so; the reference itself has it for one of scipy's answers.
      if (fn !== 'test.ks2') expect(JSON.stringify(found)).not.toMatch(/[:,[]"NaN"[,}\]]/);
      if (hasNull(found.actual)) {
        expect(found.reason ?? (found.actual as { reason?: string } | null)?.reason).toMatch(/\w/);
      }
    }),
    { numRuns: 60 },
  );
});
