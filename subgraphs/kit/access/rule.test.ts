import 'reflect-metadata';
import { Field, FieldResolver, ID, InterfaceType, ObjectType, Query, Resolver } from 'type-graphql';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { system } from '../actor.ts';
import { buildSubgraph, type Subgraph } from '../subgraph.ts';
import { type TestDatabase, testDatabase } from '../testing/database.ts';
import { actor, ask } from '../testing/graph.ts';
import { addPerson, addRole, giveRole } from '../testing/people.ts';
import { Access } from './rule.ts';

@InterfaceType({ description: 'Something with an id.', autoRegisterImplementations: false, resolveType: () => 'Thing' })
abstract class WithId {
  @Field(() => ID) id!: string;
}

@Access('given')
@ObjectType({ implements: WithId })
class Thing extends WithId {
  @Access({ ownOr: 'REPORT_READ' })
  @Field(() => String, { nullable: true })
  secret!: string | null;
}

@ObjectType()
class Bare {
  @Field(() => String, { nullable: true }) open!: string | null;
  @Access('given')
  @Field(() => String, { nullable: true })
  ruled!: string | null;
}

@Access({ needs: 'AUDIT_READ' })
@ObjectType()
class Guarded {
  @Field(() => String, { nullable: true }) one!: string | null;
  @Access('given')
  @Field(() => String, { nullable: true })
  free!: string | null;
}

let resolved: string[] = [];

@Resolver(() => Thing)
class ThingResolver {
  @Access('signed-in')
  @Query(() => [Thing])
  things(): object[] {
    return ['per_ana', 'per_bo', null].map(id => ({ id: id ?? 'mdl_1', secret: `of ${id}` }));
  }

  @Access('signed-in')
  @Query(() => Guarded)
  guarded(): object {
    return { one: 'guarded', free: 'free' };
  }

  @Access({ needs: 'AUDIT_READ' })
  @Query(() => Bare, { nullable: true })
  bare(): object {
    resolved.push('bare');
    return { open: 'open', ruled: 'ruled' };
  }

  @Access({ needs: 'DEPLOY' })
  @FieldResolver(() => String, { nullable: true })
  costly(): string {
    resolved.push('costly');
    return 'costly';
  }
}

let database: TestDatabase;
let subgraph: Subgraph;
let [ana, auditor] = ['', ''];
beforeAll(async () => {
  database = await testDatabase([]);
  ana = await addPerson(database.db, 'Ana');
  auditor = await addPerson(database.db, 'Auditor');
  await giveRole(database.db, { to: auditor, role: 'auditor' });
  await addRole(database.db, 'shipper', ['DEPLOY']);
  subgraph = await buildSubgraph({ name: 'registry', resolvers: [ThingResolver], orphanedTypes: [], references: {} });
});
afterAll(() => database.drop());

const asked = (who: ReturnType<typeof actor>, source: string) =>
  ask<Record<string, unknown>>({ subgraph, db: database.db, as: who }, source);

it("knows the rule of each field: its own, else its type's, else none", () => {
  expect(Object.fromEntries(subgraph.rules)).toEqual({
    'Bare.open': undefined,
    'Bare.ruled': 'given',
    'Guarded.free': 'given',
    'Guarded.one': { needs: 'AUDIT_READ' },
    'Query.bare': { needs: 'AUDIT_READ' },
    'Query.guarded': 'signed-in',
    'Query.things': 'signed-in',
    'Thing.costly': { needs: 'DEPLOY' },
    'Thing.id': 'given',
    'Thing.secret': { ownOr: 'REPORT_READ' },
  });
});

it('answers null without the permission, and does not even ask the resolver', async () => {
  resolved = [];
  expect(await asked(actor(ana), '{ bare { open } things { costly } }')).toEqual({
    bare: null,
    things: [{ costly: null }, { costly: null }, { costly: null }],
  });
  expect(resolved).toEqual([]);
});

it('answers with the permission, everywhere', async () => {
  expect(await asked(actor(auditor), '{ bare { open ruled } }')).toEqual({ bare: { open: 'open', ruled: 'ruled' } });
  expect(await asked(system('test'), '{ things { costly } }')).toEqual({ things: Array(3).fill({ costly: 'costly' }) });
});

it('shows a permission on one model or a token that allows too little as nothing', async () => {
  await database.db.query("INSERT INTO access.model VALUES ('mdl_1', NULL, 'INTERNAL')");
  await giveRole(database.db, { to: ana, role: 'shipper', model: 'mdl_1' });
  expect(await asked(actor(ana), '{ things { costly } }')).toEqual({ things: Array(3).fill({ costly: null }) });
  expect(await asked(actor(auditor, { limitedTo: ['READ'] }), '{ bare { open } }')).toEqual({ bare: null });
});

it("shows one's own, and others' only with the permission", async () => {
  const source = '{ things { secret } }';
  const [mine, hidden] = [{ secret: 'of per_bo' }, { secret: null }];
  expect(await asked(actor('per_bo'), source)).toEqual({ things: [hidden, mine, hidden] });
  expect(await asked(actor(auditor), source)).toEqual({
    things: [{ secret: 'of per_ana' }, mine, { secret: 'of null' }],
  });
});

it("puts a type's rule in front of each field that has none of its own", async () => {
  const source = '{ guarded { one free } }';
  expect(await asked(actor(ana), source)).toEqual({ guarded: { one: null, free: 'free' } });
  expect(await asked(actor(auditor), source)).toEqual({ guarded: { one: 'guarded', free: 'free' } });
});

it('refuses to build a field that its rule would make null although it cannot be', async () => {
  @Access({ needs: 'AUDIT_READ' })
  @ObjectType()
  class Strict {
    @Field(() => String) always!: string;
  }
  @Resolver()
  class StrictResolver {
    @Access('signed-in')
    @Query(() => Strict, { nullable: true })
    strict(): object {
      return { always: 'here' };
    }
  }
  const parts = { name: 'registry' as const, resolvers: [StrictResolver], orphanedTypes: [], references: {} };
  await expect(buildSubgraph(parts)).rejects.toThrow(
    'Strict.always is null for who may not read it: make the field nullable.',
  );
});
