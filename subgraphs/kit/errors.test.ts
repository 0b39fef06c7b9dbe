import { expect, test } from 'vitest';
import { isOutage } from './errors.ts';

const thrown = (message: string, more: object = {}) => Object.assign(new Error(message), more);

test.each([
  ['a refused connection', thrown('connect', { code: 'ECONNREFUSED' })],
  ['a server that shuts down', thrown('terminating', { code: '57P01' })],
  ['a connection that ended in a statement', thrown('Connection terminated unexpectedly')],
  ['one that ended between two statements', thrown('released', { name: 'QueryRunnerProviderAlreadyReleasedError' })],
])('%s is an outage', (_, error) => expect(isOutage(error)).toBe(true));

test.each([
  ['a broken rule of the database', thrown('duplicate key', { code: '23505' })],
  ['a fault of ours', new TypeError('undefined is not a function')],
  ['what is no error', 'ECONNREFUSED'],
])('%s is none', (_, error) => expect(isOutage(error)).toBe(false));
