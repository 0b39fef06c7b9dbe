import { type ObjectType, type Subgraph, Supergraph } from '@apollo/federation-internals';
import type { GraphQLSchema } from 'graphql';
import { missing } from '../join.ts';
import type { LocalSubgraph } from '../local-subgraph.ts';
import type { Part } from './part.ts';

/** What a supergraph says: the schema that callers see, and the subgraphs with what each of them resolves. */
export interface Read {
  schema: GraphQLSchema;
  parts: readonly Part[];
}

/** Reads a supergraph. Throws an Error when one of its subgraphs is not among those given. */
export function readSupergraph(supergraph: string, subgraphs: readonly LocalSubgraph[]): Read {
  const whole = Supergraph.build(supergraph);
  const parts = whole
    .subgraphs()
    .values()
    .map(named => {
      const local = subgraphs.find(({ name }) => name === named.name);
      if (!local) throw missing(named.name);
      return { ...local, ...readSubgraph(named) };
    });
  return { schema: whole.apiSchema().toGraphQLJSSchema(), parts };
}

function readSubgraph(subgraph: Subgraph): Pick<Part, 'own' | 'keys'> {
  const metadata = subgraph.metadata();
  const types = subgraph.schema.objectTypes();
  const own = types.map(type => {
    const resolved = type.fields().filter(field => !metadata.isFieldExternal(field));
    return [type.name, new Set(resolved.map(({ name }) => name))] as const;
  });
  return { own: new Map(own), keys: new Map(types.map(type => [type.name, keysOf(type)])) };
}

function keysOf(type: ObjectType): string[][] {
  return type.appliedDirectivesOf('key').map(key => {
    const fields = String((key.arguments() as { fields: unknown }).fields);
    if (/[{}]/.test(fields))
      throw new Error(`The key "${fields}" of ${type.name} is nested, which one process cannot follow.`);
    return fields.split(/[\s,]+/).filter(name => name !== '');
  });
}
