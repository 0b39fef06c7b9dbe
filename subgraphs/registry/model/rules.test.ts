import { newId } from '@handoff/kit/id';
import { expect, it } from 'vitest';
import { versionName } from '../version/register.ts';
import { aliasName } from './alias.ts';
import { modelName } from './fields.ts';
import { likeText } from './search.ts';
import { retagged } from './tag.ts';

it.each([
  ['churn', true],
  ['team/churn', true],
  ['catalog.schema.churn-2', true],
  ['9lives', true],
  ['Churn', false],
  ['-churn', false],
  ['', false],
  ['a'.repeat(128), true],
  ['a'.repeat(129), false],
  ['churn model', false],
  ['churn\n', false],
  [newId('mdl'), false],
  [`${newId('mdl')}-2`, true],
])('judges the name %j', (name, good) => {
  expect(modelName.safeParse(name).success).toBe(good);
});

it('calls no alias and no version like an id', () => {
  for (const name of [aliasName, versionName]) {
    expect(name.safeParse(newId('ver')).success).toBe(false);
    expect(name.safeParse('champion').success).toBe(true);
  }
});

it.each([
  { tags: ['b'], add: ['a'], remove: [], expected: ['a', 'b'] },
  { tags: ['b'], add: ['b'], remove: ['b'], expected: [] },
  { tags: [], add: [], remove: ['x'], expected: [] },
])('retags $tags with $add without $remove', ({ tags, add, remove, expected }) => {
  expect(retagged(tags, { add, remove })).toEqual(expected);
});

it.each([
  ['50%_a\\b', '%50\\%\\_a\\\\b%'],
  ['  ', null],
  [null, null],
])('takes %j literally in a search', (search, pattern) => {
  expect(likeText(search)).toBe(pattern);
});
