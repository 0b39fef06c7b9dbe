import { expect, it } from 'vitest';
import { changesBetween } from './change.ts';

it.each([
  ['nothing', 'a', 'a', []],
  ['a text', 'a', 'b', [{ name: 'x', change: 'CHANGED', before: 'a', after: 'b' }]],
  ['what was not there', null, 'b', [{ name: 'x', change: 'ADDED', before: null, after: 'b' }]],
  ['what is no more', 'a', undefined, [{ name: 'x', change: 'REMOVED', before: 'a', after: null }]],
  ['null and undefined, which are the same', null, undefined, []],
  ['an empty text, which is not nothing', null, '', [{ name: 'x', change: 'ADDED', before: null, after: '' }]],
  ['a number', 1, 2, [{ name: 'x', change: 'CHANGED', before: '1', after: '2' }]],
  [
    'lists in another order',
    ['a', 'b'],
    ['b', 'a'],
    [{ name: 'x', change: 'CHANGED', before: '["a","b"]', after: '["b","a"]' }],
  ],
  ['objects with keys in another order', { a: 1, b: 2 }, { b: 2, a: 1 }, []],
  ['the same instant', new Date(0), new Date(0), []],
  [
    'an instant',
    new Date(0),
    null,
    [{ name: 'x', change: 'REMOVED', before: '1970-01-01T00:00:00.000Z', after: null }],
  ],
])('tells what changed: %s', (...[, before, after, changes]) => {
  expect(changesBetween({ x: before }, { x: after }, ['x'])).toEqual(changes);
});

it('compares the named fields alone, with nothing before a thing was made', () => {
  expect(changesBetween(null, { a: 1, b: 2 }, ['b'])).toEqual([
    { name: 'b', change: 'ADDED', before: null, after: '2' },
  ]);
});
