import { actor } from '@handoff/kit/testing/graph';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type BothWays, openBothWays, still } from './both-ways.ts';
import { projectQueries, variablesFor } from './documents.ts';
import { questionsOf } from './everything.ts';
import { generatedQueries } from './generated.ts';

// Over the demo, as each of its people in turn: asked in one process, and as the Apollo gateway plans it.
let both: BothWays;
/** How many questions were asked so far: each is another person's. */
let askedSoFar = 0;

beforeAll(async () => {
  both = await openBothWays();
});
afterAll(() => both.close());

interface Asked {
  source: string;
  variables: Record<string, unknown>;
}

/** Asks both ways the same, and one process at times once more: it carries out what it knows by another path. as: one of the people, else each in turn. The answers. */
async function alike(questions: readonly Asked[], as?: number): Promise<string[]> {
  const answers: string[] = [];
  for (const { source, variables } of questions) {
    const at = askedSoFar++;
    const viewer = actor(both.viewers[(as ?? at) % both.viewers.length] ?? '');
    const [here, planned] = await Promise.all(both.ways.map(way => way.as(viewer).request(source, variables)));
    const again = at % 3 === 0 ? await both.ways[0]?.as(viewer).request(source, variables) : here;
    expect(still(here), source).toEqual(still(planned));
    expect(still(again), source).toEqual(still(here));
    answers.push(JSON.stringify(here));
  }
  return answers;
}

/** Most questions found something: else nothing was compared. */
const isFound = (answer: string) => /"(x_)?id":"\w+/.test(answer);
const found = (answers: readonly string[]) => answers.filter(isFound).length;

it('whatever is asked, by whomever, is answered alike', async () => {
  const questions = questionsOf(both.schema, ['churn', ...both.ids]);
  const answers: string[] = [];
  for (const { source, more, variables } of questions) {
    for (const told of variables) {
      const as = askedSoFar;
      const [first = ''] = await alike([{ source, variables: told }], as);
      const rest = first.includes('"__typename"')
        ? await alike(
            more.map(one => ({ source: one, variables: told })),
            as,
          )
        : [];
      answers.push(first, ...rest);
    }
  }
  expect(found(answers)).toBeGreaterThan(60);
  expect(answers.filter(answer => answer.includes('GRAPHQL_PARSE_FAILED'))).toEqual([]);
});

it('what the bot, the pages, the commands and the docs ask is answered alike', async () => {
  const queries = await projectQueries(both.schema);
  expect(queries.length).toBeGreaterThan(60);
  const asked = queries.flatMap(source =>
    ['churn', ...both.ids].map(sought => ({ source, variables: variablesFor(both.schema, source, sought) })),
  );
  const unlike = asked.filter(
    ({ variables }, at) => Object.keys(variables).length > 0 || asked[at - 1]?.source !== asked[at]?.source,
  );
  expect(found(await alike(unlike))).toBeGreaterThan(60);
});

it('what is put together by chance is answered alike', async () => {
  const sources = ['churn', ...both.ids].flatMap((sought, at) =>
    generatedQueries(both.schema, { seed: 7 + at, count: 20, sought }),
  );
  expect(found(await alike(sources.map(source => ({ source, variables: {} }))))).toBeGreaterThan(40);
});
