import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { workSince } from '../../testing/cpu.ts';
import { withBytes } from '../protobuf/bytes.ts';
import { itemsOf, problemsIn, recordsIn } from '../testing/items.ts';
import { entry, field } from '../testing/protobuf.ts';
import { tensorflow } from './adapter.ts';
import { readSavedModel, type TensorInfo } from './read.ts';
import { dataType } from './types.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'handoff-tensorflow-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const tensor = (dtype: number, ...sizes: number[]) => [
  field(1, 'x:0'),
  field(2, dtype),
  field(
    3,
    sizes.map(size => field(2, [field(1, size)])),
  ),
];
const signature = (inputs: string[], outputs: string[]) => [
  ...inputs.map(name => entry(1, name, tensor(1, -1, 4))),
  ...outputs.map(name => entry(2, name, tensor(9))),
  field(3, 'tensorflow/serving/predict'),
];
const saved = (...signatures: Uint8Array[]) =>
  Buffer.concat([
    field(1, 1),
    field(2, [field(1, [field(4, 'serve'), field(5, '2.14.0')]), field(2, new Uint8Array(100)), ...signatures]),
  ]);
const usual = saved(entry(5, 'serving_default', signature(['b', 'a'], ['y'])));

async function put(path: string, bytes: Uint8Array | string): Promise<void> {
  await mkdir(join(folder, path, '..'), { recursive: true });
  await writeFile(join(folder, path), bytes);
}
const items = (below = '') => itemsOf(tensorflow, join(folder, below));

test('numbered folders are the versions of the model above them, in the order of their numbers', async () => {
  for (const number of ['10', '00000002', '1']) await put(`churn/${number}/saved_model.pb`, usual);
  await put('churn/1/variables/variables.index', 'x');
  await put('plain/saved_model.pb', usual);
  const records = recordsIn(await items());
  expect(
    records.map(({ name, source, versions }) => [name, source.externalId, versions.map(one => one.version)]),
  ).toEqual([
    ['churn', 'churn', ['1', '2', '10']],
    ['plain', 'plain', ['1']],
  ]);
  expect(records[0]?.versions[1]).toEqual({
    version: '2',
    source: { system: 'TENSORFLOW', externalId: 'churn/2' },
    content: {
      framework: 'tensorflow 2.14.0',
      features: [
        { name: 'a', dtype: 'float32', shape: [-1, 4], required: true },
        { name: 'b', dtype: 'float32', shape: [-1, 4], required: true },
      ],
      labels: [{ name: 'y', dtype: 'int64', shape: [] }],
      artifacts: [
        {
          uri: 'churn/00000002/saved_model.pb',
          sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
          bytes: usual.length,
          format: 'saved_model',
        },
      ],
    },
    tags: ['meta_graph=serve'],
  });
});

test('a model has the same id from wherever it is read', async () => {
  await put('churn/1/saved_model.pb', usual);
  const ids = [];
  for (const below of ['', 'churn', 'churn/1', 'churn/1/saved_model.pb'])
    ids.push(recordsIn(await items(below)).map(({ name, source }) => `${name} ${source.externalId}`));
  expect(ids).toEqual([['churn churn'], ['churn churn'], ['churn churn'], ['churn churn']]);
});

test('of several signatures, serving_default is the interface; without it all are, by their names', async () => {
  const hidden = entry(5, '__saved_model_init_op', signature([], ['noop']));
  await put(
    'both/1/saved_model.pb',
    saved(hidden, entry(5, 'serving_default', signature(['x'], ['y'])), entry(5, 'explain', signature(['x'], ['why']))),
  );
  await put(
    'other/1/saved_model.pb',
    saved(hidden, entry(5, 'up', signature(['x'], ['y'])), entry(5, 'down', signature(['x'], ['y']))),
  );
  await put('single/1/saved_model.pb', saved(hidden, entry(5, 'up', signature(['x'], ['y']))));
  const told = recordsIn(await items()).map(({ versions: [version] }) => [
    version?.content.features?.map(({ name }) => name),
    version?.content.labels?.map(({ name }) => name),
    version?.content.documents?.map(({ body }) => body?.match(/^## .*/gm)),
  ]);
  expect(told).toEqual([
    [['x'], ['y'], [['## explain (tensorflow/serving/predict)', '## serving_default (tensorflow/serving/predict)']]],
    [
      ['down/x', 'up/x'],
      ['down/y', 'up/y'],
      [['## down (tensorflow/serving/predict)', '## up (tensorflow/serving/predict)']],
    ],
    [['x'], ['y'], undefined],
  ]);
});

test('a bad version does not keep the good ones out, and two folders of one number are one too many', async () => {
  await put('churn/1/saved_model.pb', usual);
  await put('churn/01/saved_model.pb', usual);
  await put('churn/2/saved_model.pb', usual.subarray(0, 40));
  await put('text/1/saved_model.pbtxt', 'saved_model_schema_version: 1');
  await put('模型/1/saved_model.pb', usual);
  const found = await items();
  expect(recordsIn(found).map(({ name, versions }) => [name, versions.map(one => one.version)])).toEqual([
    ['churn', ['1']],
  ]);
  expect(problemsIn(found)).toEqual([
    expect.stringMatching(/^churn\/1: .*is version 1 a second time: remove one of the folders\.$/),
    expect.stringMatching(/^churn\/2: It is cut off: at byte \d+/),
    'text: It is a SavedModel in its text form, which is not read: save it as saved_model.pb.',
    expect.stringMatching(/模型: "模型" holds no letter/),
  ]);
});

test.each<[string, Uint8Array, RegExp]>([
  ['another file', Buffer.from('PK\u0003\u0004 zip'), /stops making sense|cut off|where a/],
  ['no graph', field(1, 1), /holds no graph/],
  ['signatures without end', saved(Buffer.alloc(10_000_000, entry(5, 's', []))), /more than 500,000 parts|text of/],
])('%s is refused within a second of work', async (_, bytes, reason) => {
  await put('m/1/saved_model.pb', bytes);
  const began = process.cpuUsage();
  const found = await items();
  expect(workSince(began)).toBeLessThan(1_000);
  expect(problemsIn(found)).toEqual([expect.stringMatching(reason)]);
});

type Plain = Record<string, { dtype: string | number | null; shape: number[] | null; name: string }>;
interface Expected {
  meta_graphs: {
    tags: string[];
    tf_version: string;
    signatures: Record<string, { inputs: Plain; outputs: Plain; method_name: string | null }>;
  }[];
}
const data = fileURLToPath(new URL('../../../../../shared/data/', import.meta.url));
const there = existsSync(`${data}expected/savedmodel-signatures.json`);
if (!there) console.warn(`Skipped: the real SavedModels are not at ${data}.`);

/** As the expected results spell it: a number where the type has no plain name. */
function plain(tensors: ReadonlyMap<string, TensorInfo>): Plain {
  const told = [...tensors].map(([key, { name, dtype, shape }]) => {
    const spelled = dtype === null || dtype > 100 ? dtype : dataType(dtype);
    return [key, { name, dtype: spelled, shape }];
  });
  return Object.fromEntries(told);
}

describe.skipIf(!there)('real files', () => {
  const expected = there
    ? (JSON.parse(readFileSync(`${data}expected/savedmodel-signatures.json`, 'utf8')) as Record<string, Expected>)
    : {};
  test.each(Object.entries(expected))('%s is read to the last shape', async (path, { meta_graphs }) => {
    const model = await withBytes(`${data}${path}`, readSavedModel);
    if (model.kind === 'Problem') throw new Error(model.message);
    const graphs = model.value.metaGraphs.map(({ tags, tensorflowVersion, signatures }) => ({
      tags,
      tf_version: tensorflowVersion,
      signatures: Object.fromEntries(
        [...signatures].map(([name, { inputs, outputs, methodName }]) => [
          name,
          { inputs: plain(inputs), outputs: plain(outputs), method_name: methodName },
        ]),
      ),
    }));
    expect(graphs).toEqual(meta_graphs);
  });

  test('all of them come in, without what is TensorFlow’s own', async () => {
    const found = await itemsOf(tensorflow, `${data}savedmodel`);
    expect(problemsIn(found)).toEqual([]);
    const records = recordsIn(found);
    expect(records.map(({ name, versions }) => `${name} ${versions.map(one => one.version)}`)).toEqual([
      'saved_model_counter 123',
      'saved_model_half_plus_three 123',
      'saved_model_half_plus_two_2_versions 123,124',
      'saved_model_half_plus_two_cpu 123',
      'saved_model_half_plus_two_tf2_cpu 123',
    ]);
    expect(JSON.stringify(records)).not.toContain('__saved_model_init_op');
    expect(records[0]?.versions[0]?.content.labels?.[0]).toEqual({
      name: 'get_counter/output',
      dtype: 'ref<float32>',
      shape: [],
    });
  });
});
