import { expect, test } from 'vitest';
import { isOutage } from './errors.ts';

const thrown = (message: string, more: object = {}) => Object.assign(new Error(message), more);

test.each([
  ['a refused connection', thrown('connect', { code: 'ECONNREFUSED' })],
  ['a server that shuts down', thrown('terminating', { code: '57P01' })],
  ['a connection that ended in a statement', thrown('Connection terminated unexpectedly')],
  ['one that ended between two statements', thrown('released', { name: 'QueryRunnerProviderAlreadyReleasedError' })],
  ['one that is gone before a statement', thrown('Client has encountered a connection error and is not queryable')],
  ['one that was closed before a statement', thrown('Client was closed and is not queryable')],
  ['a server that takes no time to answer a new connection', thrown('timeout expired')],
  ['a full disk', thrown('could not extend file', { code: '53100' })],
  ['no memory', thrown('out of memory', { code: '53200' })],
  ['too many connections', thrown('too many clients', { code: '53300' })],
  ['a disk that fails', thrown('could not write', { code: '58030' })],
  ['a server that became a replica', thrown('read-only transaction', { code: '25006' })],
  ['a network without a way there', thrown('connect', { code: 'EHOSTUNREACH' })],
])('%s is an outage', (_, error) => expect(isOutage(error)).toBe(true));

test.each([
  ['a broken rule of the database', thrown('duplicate key', { code: '23505' })],
  ['a fault of ours', new TypeError('undefined is not a function')],
  ['what is no error', 'ECONNREFUSED'],
])('%s is none', (_, error) => expect(isOutage(error)).toBe(false));
