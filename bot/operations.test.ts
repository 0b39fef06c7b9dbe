import { parse, validate } from 'graphql';
import { expect, test } from 'vitest';
import { readOperations } from './operations.ts';
import { contractSchema } from './testing/contract-schema.ts';

// The whole graph as the contract names it; the composed graph is held against the same contract by its own test.
const schema = contractSchema();
const operations = readOperations();

test('every operation fits the graph', () => {
  const complaints = [...operations].flatMap(([name, text]) =>
    validate(schema, parse(text)).map(error => `${name}: ${error.message}`),
  );
  expect(complaints).toEqual([]);
});

test('each operation carries the fragments it uses, and no other', () => {
  expect(operations.get('ReadRoles')).not.toContain('fragment');
  expect(operations.get('Respond')?.match(/^fragment (\w+)/gm)).toEqual([
    'fragment AssignmentCard',
    'fragment WhatWentWrong',
  ]);
  expect(() => readOperations('query Q { ...Gone }')).toThrow(/none defines it/);
});
