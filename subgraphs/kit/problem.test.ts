import { expect, it } from 'vitest';
import { done } from './command.ts';
import { conflict, invalid, isProblem, notFound } from './problem.ts';

it.each([
  ['nothing there', notFound('model', 'churn'), 'There is no model "churn", or it is not yours to see.'],
  ['a bad input', invalid('features[3].dtype', 'Give a type.'), 'Give a type.'],
  ['a conflict', conflict('NAME_TAKEN', 'Taken.'), 'Taken.'],
])('knows %s as a problem', (_, problem, message) => {
  expect(isProblem(problem)).toBe(true);
  expect(problem.message).toBe(message);
});

it('carries the field, or the reason', () => {
  expect(invalid('name', 'Too long.')).toEqual({ kind: 'InvalidInput', field: 'name', message: 'Too long.' });
  expect(conflict('ROLE_TAKEN', 'Used.')).toEqual({ kind: 'Conflict', reason: 'ROLE_TAKEN', message: 'Used.' });
});

it.each([
  ['what a command did', done('mdl_1')],
  ['null', null],
  ['undefined', undefined],
  ['a text', 'NotFound'],
  ['another kind', { kind: 'Surprise' }],
  ['an error', new Error('NotFound')],
])('takes %s for no problem', (_, value) => {
  expect(isProblem(value)).toBe(false);
});
