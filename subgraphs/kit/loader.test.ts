import { beforeEach, expect, it } from 'vitest';
import { execute } from './command.ts';
import { type Context, newContext } from './context.ts';
import type { Db } from './database/database.ts';
import { type Batch, type BatchWith, grouped, keyed, known, load, loadWith, soon, told } from './loader.ts';
import { actor, ground } from './testing/graph.ts';

// Nothing here reads the database: the batches answer from what they are asked.
const nowhere = {} as Db;
let context: Context;
let asked: unknown[];
beforeEach(() => {
  context = newContext(ground(nowhere), actor('per_ana'));
  asked = [];
});

const lengths: Batch<string, number> = async keys => {
  asked.push(keys);
  return new Map(keys.filter(key => key !== 'missing').map(key => [key, key.length]));
};

it('reads all that is asked at once with one call, in the order of the questions', async () => {
  const answers = await Promise.all(['a', 'missing', 'ccc', 'a'].map(key => load(context, lengths, key)));
  expect(answers).toEqual([1, null, 3, 1]);
  expect(asked).toEqual([['a', 'missing', 'ccc']]);
});

it('remembers within a request, and not across requests', async () => {
  await load(context, lengths, 'a');
  await load(context, lengths, 'a');
  expect(asked).toHaveLength(1);
  await load(newContext(ground(nowhere), actor('per_bo')), lengths, 'a');
  expect(asked).toHaveLength(2);
});

it('keeps calls with different arguments apart, and brings equal ones together', async () => {
  const pages: BatchWith<{ first: number; after?: string }, string> = async (keys, args) => {
    asked.push([keys, args]);
    return new Map(keys.map(key => [key, `${key}:${args.first}`]));
  };
  const answers = await Promise.all([
    loadWith(context, pages, { key: 'a', args: { first: 1 } }),
    loadWith(context, pages, { key: 'b', args: { first: 1 } }),
    loadWith(context, pages, { key: 'a', args: { first: 2 } }),
  ]);
  expect(answers).toEqual(['a:1', 'b:1', 'a:2']);
  expect(asked).toEqual([
    [['a', 'b'], { first: 1 }],
    [['a'], { first: 2 }],
  ]);
});

it('writes arguments that cannot change once, and those that can each time', async () => {
  const texts: BatchWith<{ of: string[] }, string> = async (keys, { of }) =>
    new Map(keys.map(key => [key, `${key} ${of}`]));
  const args = { of: ['x'] };
  expect(await loadWith(context, texts, { key: 'a', args })).toBe('a x');
  args.of = ['y'];
  expect(await loadWith(context, texts, { key: 'a', args })).toBe('a y');
  let written = 0;
  const toJSON = () => {
    written++;
    return { of: ['z'] };
  };
  const still = Object.freeze({ of: ['z'], toJSON });
  const both = [still, { of: ['z'] }].map(each => loadWith(context, texts, { key: 'a', args: each }));
  expect(both[0]).toBe(both[1]);
  expect(await both[0]).toBe('a z');
  await loadWith(context, texts, { key: 'b', args: still });
  expect(written).toBe(1);
});

it('asks for no key with a NUL character in it, which the database cannot read', async () => {
  expect(await Promise.all(['a\u0000', 'bb'].map(key => load(context, lengths, key)))).toEqual([null, 2]);
  expect(asked).toEqual([['bb']]);
  asked = [];
  expect(await load(context, lengths, '\u0000')).toBeNull();
  expect(asked).toEqual([]);
});

it('hands a batch that fails to everybody who asked', async () => {
  const broken: Batch<string, number> = async () => {
    throw new Error('the database is away');
  };
  const answers = await Promise.allSettled(['a', 'b'].map(key => load(context, broken, key)));
  expect(answers.map(answer => answer.status)).toEqual(['rejected', 'rejected']);
});

it('forgets what it read after a change, even one that fails', async () => {
  await load(context, lengths, 'a');
  const command = { name: 'touch', run: () => Promise.reject(new Error('never reached')) };
  await expect(execute(context, command, {})).rejects.toThrow();
  await load(context, lengths, 'a');
  expect(asked).toHaveLength(2);
});

it('tells at once what was read or is known, and lets wait for what is not', async () => {
  const first = ['a', 'missing', 'a\u0000'].map(key => soon(context, lengths, key));
  expect(first.every(answer => answer instanceof Promise)).toBe(true);
  expect(await Promise.all(first)).toEqual([1, null, null]);
  expect(['a', 'missing'].map(key => soon(context, lengths, key))).toEqual([1, null]);
  known(context, lengths, new Map([['bb', 7]]));
  known(context, lengths, new Map([['bb', 8]]));
  expect([soon(context, lengths, 'bb'), told(context, lengths, 'ccc')]).toEqual([7, undefined]);
  expect(await load(context, lengths, 'bb')).toBe(7);
  expect(asked).toEqual([['a', 'missing']]);
  const other = soon(newContext(ground(nowhere), actor('per_bo')), lengths, 'a');
  expect(other).toBeInstanceOf(Promise);
  expect(await other).toBe(1);
});

it('indexes and groups rows', () => {
  const list = [
    { id: 'a', team: 'x' },
    { id: 'b', team: 'y' },
    { id: 'c', team: 'x' },
  ];
  expect(keyed(list, row => row.id).get('b')).toBe(list[1]);
  expect([...grouped(list, row => row.team)]).toEqual([
    ['x', [list[0], list[2]]],
    ['y', [list[1]]],
  ]);
});

it('asks again for what could not be read', async () => {
  let fails = true;
  const shaky: Batch<string, number> = async keys => {
    if (fails) throw new Error('away');
    return lengths(keys, context);
  };
  const both = ['a', 'a'].map(key => load(context, shaky, key));
  await expect(both[0]).rejects.toThrow('away');
  await expect(both[1]).rejects.toThrow('away');
  fails = false;
  expect(told(context, shaky, 'a')).toBeUndefined();
  expect(await Promise.all(['a', 'a'].map(key => load(context, shaky, key)))).toEqual([1, 1]);
  expect(asked).toEqual([['a']]);
});
