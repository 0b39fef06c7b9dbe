import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import {
  buildSchema,
  type DocumentNode,
  type ExecutionResult,
  execute as graphqlExecute,
  Kind,
  parse,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { describe, expect, it } from 'vitest';
import { type Notes, oddGraph, oddities } from '../testing/odd-graph.ts';
import { execute } from './execute.ts';

const schema = oddGraph();

interface Sent {
  variableValues?: Record<string, unknown>;
  operationName?: string;
}

/** What one way answers to a document, and what was called. */
async function answered(way: typeof execute | typeof graphqlExecute, text: string, sent: Sent) {
  const notes = nothingNoted();
  const document = documents.get(text) ?? parse(text);
  documents.set(text, document);
  const { data, errors }: ExecutionResult = await way({ schema, document, ...sent, contextValue: notes });
  const told = errors?.map(({ message, path, locations, extensions }) => ({ message, path, locations, extensions }));
  return { data, errors: told ?? [], called: notes.called, asked: notes.asked.toSorted() };
}

type Told = Awaited<ReturnType<typeof answered>>;

/** Where an error left null in the answer: at its own place, or further up. */
function nulledBy({ data, errors }: Told): Map<string, Told['errors']> {
  const places = new Map<string, Told['errors']>();
  for (const error of errors) {
    const path = [...(error.path ?? [])];
    let at: unknown = data;
    const place: (string | number)[] = [];
    while (at && path.length > 0) {
      const key = path.shift() ?? '';
      place.push(key);
      at = (at as Record<string, unknown>)[key];
    }
    const name = JSON.stringify(at ? null : place);
    places.set(name, [...(places.get(name) ?? []), error]);
  }
  return places;
}

const documents = new Map<string, ReturnType<typeof parse>>();

async function alike(text: string, sent: Sent = {}) {
  const [ours, theirs] = [await answered(execute, text, sent), await answered(graphqlExecute, text, sent)];
  expect(JSON.stringify(ours.data)).toBe(JSON.stringify(theirs.data));
  const [told, expected] = [nulledBy(ours), nulledBy(theirs)];
  // Where null went up, what else is still asked for what is not told hangs on the order of failures.
  const wentUp = [...expected].some(([place, errors]) => errors.some(({ path }) => JSON.stringify(path) !== place));
  if (!wentUp) expect([ours.called, ours.asked]).toEqual([theirs.called, theirs.asked]);
  expect(new Set(told.keys())).toEqual(new Set(expected.keys()));
  // Of several that leave null at one place it hangs on which fails first which are told.
  for (const [place, errors] of expected) {
    const [one, ...more] = told.get(place) ?? [];
    if (!one || more.length > 0 || errors.length > 1 || isDeepStrictEqual([one], errors)) continue;
    expect(await toldAlone(text, sent, one), `${text} ${JSON.stringify(one)}`).toContainEqual(placeless(one));
  }
  return ours;
}

/** An error without the places in lists: of things that are alike each may be the first to fail. */
const placeless = ({ message, path, locations }: Told['errors'][number]) => {
  return { message, path: path?.filter(key => typeof key === 'string'), locations };
};

/** What graphql tells where nothing is asked for but what an error came of. */
async function toldAlone(text: string, sent: Sent, { path = [] }: Told['errors'][number]) {
  const names = path.filter(key => typeof key === 'string');
  const document = parse(text);
  const only: DocumentNode = {
    ...document,
    definitions: document.definitions.map(each =>
      each.kind === Kind.OPERATION_DEFINITION ? { ...each, selectionSet: along(each.selectionSet, names) } : each,
    ),
  };
  const { errors = [] } = await graphqlExecute({ schema, document: only, ...sent, contextValue: nothingNoted() });
  return errors.map(error => placeless({ ...error, message: error.message, extensions: {} }));
}

function along(set: SelectionSetNode, [name, ...rest]: string[]): SelectionSetNode {
  const selections = set.selections.flatMap((each): SelectionNode[] => {
    if (each.kind === Kind.INLINE_FRAGMENT)
      return [{ ...each, selectionSet: along(each.selectionSet, [name ?? '', ...rest]) }];
    if (each.kind !== Kind.FIELD || (each.alias ?? each.name).value !== name) return [];
    const inside = each.selectionSet;
    return [inside && rest.length > 0 ? { ...each, selectionSet: along(inside, rest) } : each];
  });
  return { ...set, selections };
}

const nothingNoted = (): Notes => ({ called: [], asked: [] });

const whole = '__typename name must count counted list sureList json kind held';

describe('answers as graphql does', () => {
  it.each(Object.keys(oddities).filter(kind => kind !== 'WRONG'))('where everything is %s', async kind => {
    for (const field of whole.split(' ')) await alike(`{ node(kind: ${kind}) { ${field} child { ${field} } } }`);
    await alike(`{ a: node(kind: ${kind}) { ${whole} children { ${whole} } lists { name must } sureChild { name } } }`);
    await alike(`{ nodes(kinds: [GOOD, ${kind}]) { must sureChildren { name } child { child { must } } } }`);
    await alike(`{ sure(kind: ${kind}) { must } node { name } }`);
    await alike(
      `{ made(kind: ${kind}) { ${whole} child { must } } makes(kind: ${kind}) { name ... on Node { must } } }`,
    );
  });

  it.each<[string, string, Sent?]>([
    [
      'fragments',
      '{ named { ...n ... on Leaf { code } } } fragment n on Named { name ...m } fragment m on Node { must }',
    ],
    ['types that are told apart', '{ either { __typename ... on Leaf { code } ... on Node { name child { name } } } }'],
    ['the same field at several places', '{ node { child { name } } ... { node { child { must } name } } }'],
    ['names that every object knows', '{ __proto__: node { constructor: name toString: must __proto__: count } }'],
    [
      'the schema',
      '{ __schema { types { name kind fields { name type { name ofType { name } } } } } __type(name: "Node") { name } }',
    ],
    ['no such type', '{ __type(name: "None") { name } }'],
    ['deprecated fields', '{ __type(name: "Query") { fields(includeDeprecated: true) { name isDeprecated } } }'],
    [
      'arguments as they are by default',
      '{ echo a: echo(text: "x") b: echo(text: null) c: echo(input: { a: 1, b: ["y", null] }) }',
    ],
    [
      'variables',
      'query Q($t: String, $i: Input!) { echo(text: $t, input: $i) node { held } }',
      { variableValues: { i: { a: 2 } } },
    ],
    [
      'variables that do not fit',
      'query ($i: Input!) { echo(input: $i) }',
      { variableValues: { i: { a: 'x', c: 1 } } },
    ],
    ['a variable that is missing', 'query ($k: Kind!) { sure(kind: $k) { name } }'],
    ['an argument without its variable', 'query ($k: Kind) { sure(kind: $k) { name } echo }'],
    ['changes in their order', 'mutation { a: add(n: 1) b: add(n: 2) c: late(n: 3) d: add(n: 0) }'],
    ['a change that fails', 'mutation { a: add(n: 1) b: fail c: late(n: 3) }'],
    ['one of several operations', 'query A { echo } query B { node { name } }', { operationName: 'B' }],
    ['none of several operations', 'query A { echo } query B { node { name } }'],
    ['an operation that is not there', 'query A { echo }', { operationName: 'C' }],
    ['a subscription', 'subscription { ticks }'],
    ['nothing but fragments', 'fragment n on Named { name }'],
    ['fields that nobody knows', '{ node { nothing name } }'],
  ])('%s', async (_, text, sent) => {
    await alike(text, sent);
  });

  it('what variables decide, each time anew', async () => {
    const text = 'query ($a: Boolean!, $b: Boolean = true) { echo @include(if: $a) node @skip(if: $b) { name } old }';
    const told = [true, false, true].flatMap(a => [{ a }, { a, b: false }, { a, b: true }]);
    const answers = [];
    for (const variableValues of told) answers.push(JSON.stringify((await alike(text, { variableValues })).data));
    expect(new Set(answers).size).toBe(4);
  });
});

it('says what a value is that no type fits', async () => {
  const wrong = await answered(execute, '{ node(kind: WRONG) { must list sureList child { name } } }', {});
  expect(wrong.data).toEqual({ node: null });
  expect(wrong.errors).toMatchObject([
    { path: ['node', 'must'], message: expect.stringContaining('cannot represent') },
  ]);
  const odd = oddGraph();
  const query = odd.getQueryType()?.getFields();
  if (query?.either) query.either.resolve = () => [{ __typename: 'Query' }];
  const { errors } = await execute({ schema: odd, document: parse('{ either { __typename } }'), contextValue: {} });
  expect(errors?.[0]?.message).toBe('What Query.either holds is of the type Query, which is no Either.');
});

it('lets no failure go unheard that comes after its list was given up', async () => {
  const told = buildSchema('type Query { things: [Thing!] } type Thing { n: Int! }');
  const things = told.getQueryType()?.getFields().things;
  const late = () => new Promise((_, no) => setTimeout(() => no(new Error('late')), 5));
  const now = () => {
    throw new Error('now');
  };
  if (things) things.resolve = () => [{ n: late }, { n: now }];
  const unheard: unknown[] = [];
  const note = (error: unknown) => unheard.push(error);
  process.on('unhandledRejection', note);
  const answer = await execute({ schema: told, document: parse('{ things { n } }'), contextValue: {} });
  await new Promise(resolve => setTimeout(resolve, 30));
  process.off('unhandledRejection', note);
  expect(answer).toMatchObject({ data: { things: null }, errors: [{ message: 'now' }] });
  expect(unheard).toEqual([]);
});

it('answers whatever is asked as graphql does', async () => {
  const kinds = Object.keys(oddities).filter(kind => kind !== 'WRONG');
  const { node } = fc.letrec<{ node: string; child: string }>(tie => ({
    child: fc.oneof({ depthSize: 'small', withCrossShrink: true }, fc.constant('name'), tie('node')),
    node: fc
      .array(
        fc.oneof(
          fc.constantFrom(
            ...whole.split(' '),
            'a: name',
            'b: must',
            'c: count @skip(if: $no)',
            '... @include(if: $yes) { must }',
          ),
          fc
            .tuple(fc.constantFrom('child', 'sureChild', 'children', 'sureChildren', 'lists', 'x: child'), tie('child'))
            .map(([name, inside]) => `${name} { ${inside} }`),
          tie('child').map(inside => `... on Named { ... on Node { ${inside} } }`),
        ),
        { minLength: 1, maxLength: 4 },
      )
      .map(fields => fields.join(' ')),
  }));
  const roots = fc.constantFrom('node', 'sure', 'named', 'nodes', 'made', 'makes');
  const document = fc.array(fc.tuple(roots, fc.constantFrom(...kinds), node), { minLength: 1, maxLength: 3 });
  await fc.assert(
    fc.asyncProperty(document, fc.boolean(), fc.boolean(), async (asked, yes, no) => {
      const fields = asked.map(([root, kind, inside], at) => {
        const told = root === 'nodes' ? `kinds: [GOOD, ${kind}]` : `kind: ${kind}`;
        const on = root === 'named' || root === 'makes' ? `... on Node { ${inside} }` : inside;
        return `r${at}: ${root}(${told}) { ${on} }`;
      });
      const text = `query R($yes: Boolean!, $no: Boolean!) { ${fields.join(' ')} }`;
      await alike(text, { variableValues: { yes, no } });
      await alike(text, { variableValues: { yes: no, no: yes } });
    }),
    { numRuns: 150 },
  );
});
