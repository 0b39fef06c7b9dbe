import { canonicalDtype } from '@handoff/kit/dtype';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Input, Output } from '../version/parts.ts';
import { fitsInto } from './dtype.ts';
import { fieldChanges } from './fields.ts';
import { inputRules, outputRules, shapeFitsInto } from './signature.ts';

const input = (name: string, more: Partial<Input> = {}): Input => ({
  name,
  dtype: 'double',
  shape: null,
  required: true,
  description: null,
  unit: null,
  sensitive: false,
  transformations: [],
  definition: null,
  ...more,
});
const output = (name: string, more: Partial<Output> = {}): Output => ({
  name,
  dtype: 'double',
  shape: null,
  description: null,
  ...more,
});
const inputs = (left: Input[], right: Input[]) => fieldChanges(left, right, inputRules);
const outputs = (left: Output[], right: Output[]) => fieldChanges(left, right, outputRules);

describe('an input', () => {
  it.each<[string, [Partial<Input>, Partial<Input>], boolean]>([
    ['of a wider type', [{ dtype: 'long' }, { dtype: 'double' }], false],
    ['of a wider type inside a tensor', [{ dtype: 'tensor<float32>' }, { dtype: 'tensor<double>' }], false],
    ['of the same type by another name', [{ dtype: 'long' }, { dtype: 'int64' }], false],
    ['of a narrower type', [{ dtype: 'double' }, { dtype: 'float32' }], true],
    ['of another type', [{ dtype: 'long' }, { dtype: 'string' }], true],
    ['of any length in place of a fixed one', [{ shape: [8, 3] }, { shape: [-1, 3] }], false],
    ['of any shape in place of a told one', [{ shape: [8] }, { shape: null }], false],
    ['of a fixed length in place of any', [{ shape: [-1, 3] }, { shape: [8, 3] }], true],
    ['of another length', [{ shape: [8] }, { shape: [9] }], true],
    ['of another rank', [{ shape: [-1] }, { shape: [-1, -1] }], true],
    ['of a told shape in place of any', [{ shape: null }, { shape: [-1] }], true],
    ['that became required', [{ required: false }, { required: true }], true],
    ['that became optional', [{ required: true }, { required: false }], false],
    ['in another unit', [{ unit: 'EUR' }, { unit: 'cent' }], true],
    ['whose unit is told for the first time', [{ unit: null }, { unit: 'EUR' }], false],
    ['whose unit is no longer told', [{ unit: 'EUR' }, { unit: null }], false],
    ['read from another shared feature', [{ definition: 'a' }, { definition: 'b' }], true],
    ['whose shared feature is told for the first time', [{ definition: null }, { definition: 'b' }], false],
    ['found to be personal data', [{ sensitive: false }, { sensitive: true }], false],
    ['prepared otherwise', [{ transformations: ['log'] }, { transformations: ['log', 'clip'] }], false],
    ['described otherwise', [{ description: 'a' }, { description: null }], false],
    ['that is harmless in one way and not in another', [{ dtype: 'long', unit: 'a' }, { unit: 'b' }], true],
  ])('%s', (_, [before, after], breaking) => {
    expect(inputs([input('x', before)], [input('x', after)])).toMatchObject([
      { name: 'x', change: 'CHANGED', breaking },
    ]);
  });

  it.each([
    ['new and required', [[], [input('x')]], { change: 'ADDED', breaking: true }],
    ['new and optional', [[], [input('x', { required: false })]], { change: 'ADDED', breaking: false }],
    ['that is gone', [[input('x')], []], { change: 'REMOVED', breaking: true }],
    ['that is gone and was optional', [[input('x', { required: false })], []], { change: 'REMOVED', breaking: true }],
  ] as const)('%s', (_, [left, right], outcome) => {
    expect(inputs([...left], [...right])).toMatchObject([{ name: 'x', ...outcome }]);
  });

  it('tells of a change only what differs, and of what is new or gone all of it', () => {
    const before = input('amount', { dtype: 'long', unit: 'EUR', shape: [-1] });
    const after = input('amount', { dtype: 'double', unit: 'cent', shape: [-1] });
    expect(inputs([before], [after])).toEqual([
      { name: 'amount', change: 'CHANGED', before: 'long, in EUR', after: 'double, in cent', breaking: true },
    ]);
    expect(inputs([before], [])[0]?.before).toMatch(/^long, shape \[-1\], required, in EUR/);
  });
});

describe('an output', () => {
  it.each<[string, [Partial<Output>, Partial<Output>], boolean]>([
    ['of a wider type', [{ dtype: 'long' }, { dtype: 'double' }], true],
    ['of a narrower type', [{ dtype: 'double' }, { dtype: 'float32' }], true],
    ['of the same type by another name', [{ dtype: 'float32' }, { dtype: 'float' }], false],
    ['of any length in place of a fixed one', [{ shape: [1] }, { shape: [-1] }], true],
    ['of a fixed length in place of any', [{ shape: [-1] }, { shape: [1] }], true],
    ['whose shape is told for the first time', [{ shape: null }, { shape: [1] }], false],
    ['whose shape is no longer told', [{ shape: [1] }, { shape: null }], true],
    ['described otherwise', [{ description: 'a' }, { description: 'b' }], false],
  ])('%s', (_, [before, after], breaking) => {
    expect(outputs([output('y', before)], [output('y', after)])).toMatchObject([{ change: 'CHANGED', breaking }]);
  });

  it.each([
    ['new', [[], [output('y')]], { change: 'ADDED', breaking: false }],
    ['that is gone', [[output('y')], []], { change: 'REMOVED', breaking: true }],
  ] as const)('%s', (_, [left, right], outcome) => {
    expect(outputs([...left], [...right])).toMatchObject([{ name: 'y', ...outcome }]);
  });
});

const names = fc.uniqueArray(fc.string({ maxLength: 3 }), { maxLength: 8 });

it('finds nothing between a version and itself, whatever its inputs are called', () => {
  fc.assert(
    fc.property(names, list => {
      const fields = ['__proto__', 'constructor', ...list.filter(name => name !== '__proto__')].map(name =>
        input(name),
      );
      const once = [...new Map(fields.map(field => [field.name, field])).values()];
      expect(inputs(once, once)).toEqual([]);
    }),
  );
});

it('names what is on one side alone, and as few as can be that moved past the others', () => {
  const of = (text: string) => [...text].map(name => input(name));
  const told = (left: string, right: string) =>
    inputs(of(left), of(right)).map(({ name, change, breaking }) => `${name} ${change} ${breaking}`);
  expect(told('abcde', 'xabcde')).toEqual(['x ADDED true']);
  expect(told('abcde', 'bcdea')).toEqual(['a CHANGED false']);
  expect(told('abcde', 'acde')).toEqual(['b REMOVED true']);
  expect(told('abcdef', 'dabcfe')).toEqual(['d CHANGED false', 'e CHANGED false']);
  expect(inputs(of('ab'), of('ba'))).toMatchObject([{ name: 'a', before: 'at place 1', after: 'at place 2' }]);
});

it('leaves all in one order once those that moved are taken away', () => {
  fc.assert(
    fc.property(fc.shuffledSubarray([...'abcdefghij'], { minLength: 10 }), order => {
      const left = [...'abcdefghij'].map(name => input(name));
      const moved = new Set(
        inputs(
          left,
          order.map(name => input(name)),
        ).map(({ name }) => name),
      );
      const stayed = order.filter(name => !moved.has(name));
      expect(stayed).toEqual(stayed.toSorted());
    }),
  );
});

it.each([
  [[1, 2], [1, 2], true],
  [[1, 2], [-1, 2], true],
  [[-1, 2], [1, 2], false],
  [[1], [1, 2], false],
  [null, null, true],
  [[], null, true],
  [null, [], false],
])('shape %j fits into %j: %s', (given, asked, fits) => {
  expect(shapeFitsInto(given, asked)).toBe(fits);
});

it.each([
  ['int8', 'double', true],
  ['uint8', 'int32', true],
  ['int32', 'float32', false],
  ['long', 'float32', false],
  ['boolean', 'long', false],
  ['array<long>', 'array<double>', true],
  ['array<long>', 'tensor<double>', false],
  ['long', 'array<long>', false],
  ['constructor', 'toString', false],
  ['datetime', 'string', false],
])('%s fits into %s: %s', (given, asked, fits) => {
  expect(fitsInto(given, asked)).toBe(fits);
});

it('knows the spellings of one type', () => {
  expect(canonicalDtype(' Tensor<FLOAT> ')).toBe('tensor<float32>');
  expect(canonicalDtype('__proto__')).toBe('__proto__');
});
