import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readMlflowFilter } from './mlflow-filter.ts';

it.each([
  ["name = 'churn'", [[null, '=', ['churn']]]],
  [
    "tags.team = 'x' AND name LIKE '%fraud%'",
    [
      ['team', '=', ['x']],
      [null, 'LIKE', ['%fraud%']],
    ],
  ],
  [
    "tags.team='x'and name ilike '%A%'",
    [
      ['team', '=', ['x']],
      [null, 'ILIKE', ['%A%']],
    ],
  ],
  ['tag.`my key` != "y"', [['my key', '!=', ['y']]]],
  ['tags."my key" = "it\'s"', [['my key', '=', ["it's"]]]],
  ["tags.mlflow.user-name = 'ann'", [['mlflow.user-name', '=', ['ann']]]],
  ["attributes.name IN ('a', 'b')", [[null, 'IN', ['a', 'b']]]],
  ["name = 'it''s'", [[null, '=', ["it's"]]]],
])('reads %s', (search, clauses) => {
  const found = readMlflowFilter(search);
  if (found?.kind !== 'Clauses') throw new Error(found?.message ?? 'no filter');
  expect(found.clauses.map(({ tag, comparator, values }) => [tag, comparator, values])).toEqual(clauses);
});

it.each(['fraud', 'name of the rose', 'tags: fraud', 'latency > 5', 'in production', '', 'name like that'])(
  'takes "%s" for words',
  search => {
    expect(readMlflowFilter(search)).toBeNull();
  },
);

it.each([
  ["name = 'a' OR name = 'b'", /OR is no part .*character 12/],
  ["name = 'a", /quote does not end.*character 8/],
  ['name = a', /value in quotes.*character 8/],
  ["name > 'a'", /">" is no comparator.*character 6/],
  ["aliases.champion = '3'", /"aliases" is nothing to filter models by.*character 1/],
  ['last_updated_timestamp > 1', /"last_updated_timestamp" is nothing/],
  ["tags.team = 'a' name = 'b'", /join conditions with AND.*character 17/],
  ["name IN ('a' 'b')", /comma or a bracket.*character 14/],
  ["name IN 'a'", /needs a list/],
  ["tags.team = 'a' AND", /nothing to filter models by.*character 20/],
])('says what is wrong with %s, and where', (search, message) => {
  const found = readMlflowFilter(search);
  expect(found).toMatchObject({ kind: 'Broken', message: expect.stringMatching(message) });
});

it('never throws, whatever comes', () => {
  const bits = fc.constantFrom(
    'name',
    'tags',
    '.',
    '=',
    ' ',
    "'",
    '"',
    '`',
    'IN',
    '(',
    ')',
    ',',
    'AND',
    'x',
    '\\',
    '!=',
  );
  fc.assert(
    fc.property(
      fc.array(bits).map(list => list.join('')),
      search => void readMlflowFilter(search),
    ),
  );
  fc.assert(fc.property(fc.string(), search => void readMlflowFilter(`name = ${search}`)));
});

const answers = new URL('../../../../shared/data/live-answers/filters.txt', import.meta.url);
const lines = existsSync(answers) ? readFileSync(answers, 'utf8').split('\n') : [];
const cases = lines.flatMap(line => {
  const [, filter, status] = /^registered-models \| filter=(.+?) \| order_by=.* -> (\d+)/.exec(line) ?? [];
  return filter && status ? [{ filter, status }] : [];
});

// IN is the one thing that is read here and not there.
it.skipIf(cases.length === 0)('reads what a live MLflow read, and refuses what it refused', () => {
  expect(cases.length).toBeGreaterThan(5);
  for (const { filter, status } of cases) {
    const kind = status === '200' || /^name IN/.test(filter) ? 'Clauses' : 'Broken';
    expect({ filter, kind: readMlflowFilter(filter)?.kind }).toEqual({ filter, kind });
  }
});
