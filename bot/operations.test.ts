import { existsSync, readFileSync } from 'node:fs';
import { buildSchema, type GraphQLSchema, parse, validate } from 'graphql';
import { expect, test } from 'vitest';
import { readOperations } from './operations.ts';

const supergraph = new URL('../gateway/supergraph.graphql', import.meta.url);
const operations = readOperations();

test.skipIf(!existsSync(supergraph))('every operation fits the composed graph', () => {
  const schema = schemaOf(readFileSync(supergraph, 'utf8'));
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
  expect(() => readOperations('query Q { ...Gone }')).toThrow(/does not define it/);
});

function schemaOf(sdl: string): GraphQLSchema {
  return buildSchema(sdl, { assumeValidSDL: true });
}
