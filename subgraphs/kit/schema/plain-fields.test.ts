import 'reflect-metadata';
import { execute, type GraphQLSchema, parse } from 'graphql';
import {
  Arg,
  Args,
  ArgsType,
  Ctx,
  createParameterDecorator,
  Field,
  FieldResolver,
  ID,
  Info,
  InputType,
  Int,
  InterfaceType,
  type MiddlewareFn,
  ObjectType,
  Query,
  Resolver,
  Root,
  UseMiddleware,
} from 'type-graphql';
import { beforeAll, expect, it } from 'vitest';
import { execute as carryOut } from '../execution/execute.ts';
import { buildSubgraph } from '../subgraph.ts';

@InterfaceType({ autoRegisterImplementations: false, resolveType: ({ id }: { id: string }) => `B${id.slice(1)}` })
abstract class Named {
  @Field(() => ID) id!: string;
}

@ObjectType('Book', { implements: Named })
class Book extends Named {}

// Another subgraph's idea of the same thing.
@ObjectType('Book', { implements: Named })
class SoldBook extends Named {}

const Shouted = () => createParameterDecorator(({ root }) => `${(root as Book).id}!`) as ParameterDecorator;
const louder: MiddlewareFn = async (_, next) => `${await next()}?`;

@ArgsType()
class Paged {
  @Field(() => Int, { nullable: true }) first?: number | null;
}

@ArgsType()
class Listed extends Paged {
  @Field(() => [String]) words = ['none'];
  @Field(() => String, { nullable: true }) after?: string;

  told() {
    return `${this.words.join('+')} ${Object.keys(this).toSorted()} ${this.first}`;
  }
}

@InputType()
class Size {
  @Field(() => Int) wide!: number;
  @Field(() => Int) high!: number;

  area() {
    return this.wide * this.high;
  }
}

@ArgsType()
class Sized {
  @Field(() => Size) size!: Size;
}

/** The arguments that were told, each time. */
const told: unknown[] = [];

@Resolver(() => Book)
class BookResolver {
  readonly #by = 'library';

  @Query(() => [Named])
  books() {
    return ['book', 'book'].map(id => ({ id }));
  }

  @FieldResolver(() => String)
  told(@Info() { fieldName }: { fieldName: string }, @Ctx() { viewer }: { viewer: string }, @Root() { id }: Book) {
    return `${this.#by} ${fieldName} ${id} to ${viewer}`;
  }

  @FieldResolver(() => String)
  shouted(@Shouted() text: string) {
    return text;
  }

  @FieldResolver(() => String)
  listed(@Args(() => Listed) args: Listed, @Root() { id }: Book) {
    told.push(args);
    return `${args.told()} ${id}`;
  }

  @FieldResolver(() => Int)
  area(@Args(() => Sized) { size }: Sized) {
    return size.area();
  }

  @FieldResolver(() => Int)
  half(@Arg('size', () => Size) size: Size) {
    return size.area() / 2;
  }

  @FieldResolver(() => String)
  times(@Arg('n', () => String, { defaultValue: 'two' }) n: string, @Root() { id }: Book) {
    return `${n} ${id}`;
  }

  @UseMiddleware(louder)
  @FieldResolver(() => String)
  asked(@Root() { id }: Book) {
    return id;
  }

  @FieldResolver(() => String)
  rootId(@Root('id') id: string) {
    return id;
  }
}

@Resolver(() => SoldBook)
class ShopResolver {
  @Query(() => [Named])
  sold() {
    return [{ id: 'book' }];
  }

  @FieldResolver(() => String)
  told(@Root() { id }: SoldBook) {
    return `shop ${id}`;
  }
}

let [library, shop]: (GraphQLSchema | undefined)[] = [];
beforeAll(async () => {
  const of = { orphanedTypes: [Book], references: {} };
  library = (await buildSubgraph({ ...of, name: 'registry', resolvers: [BookResolver] })).schema;
  shop = (await buildSubgraph({ ...of, name: 'deployment', orphanedTypes: [SoldBook], resolvers: [ShopResolver] }))
    .schema;
});

const answered = async (schema: GraphQLSchema | undefined, query: string) =>
  schema &&
  JSON.parse(JSON.stringify(await execute({ schema, document: parse(query), contextValue: { viewer: 'Ann' } })));

it.each([
  ['told', 'library told book to Ann'],
  ['shouted', 'book!'],
  ['times', 'two book'],
  ['times(n: "three")', 'three book'],
  ['listed', 'none words undefined book'],
  ['listed(first: null, after: "x")', 'none after,first,words null book'],
  ['listed(words: ["a", "b"], first: 2)', 'a+b first,words 2 book'],
  ['area(size: { wide: 2, high: 3 })', 6],
  ['half(size: { wide: 2, high: 3 })', 3],
  ['asked', 'book?'],
  ['rootId', 'book'],
])('resolves %s as type-graphql does', async (field, expected) => {
  const answer = { it: expected };
  const query = `{ books { ... on Book { it: ${field} } } }`;
  expect(await answered(library, query)).toEqual({ data: { books: [answer, answer] } });
});

it('makes arguments once for all that are asked the same, and nobody changes them', async () => {
  told.length = 0;
  const document = parse('query ($first: Int) { books { ... on Book { listed(first: $first) } } }');
  const ask = (first: number) =>
    carryOut({ schema: library as GraphQLSchema, document, variableValues: { first }, contextValue: {} });
  await Promise.all([ask(1), ask(2)]);
  expect(told).toHaveLength(4);
  expect(new Set(told).size).toBe(2);
  expect(told.every(Object.isFrozen)).toBe(true);
});

it('calls the resolver of the subgraph that is asked, where two know a type of one name', async () => {
  expect(await answered(shop, '{ sold { ... on Book { told } } }')).toEqual({
    data: { sold: [{ told: 'shop book' }] },
  });
});

it('tells the type of an object at once', () => {
  const type = library?.getType('Named') as { resolveType?(value: object): unknown } | undefined;
  expect(type?.resolveType?.({ id: 'book' })).toBe('Book');
});
