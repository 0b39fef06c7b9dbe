import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { workSince } from '../../testing/cpu.ts';
import { withBytes } from '../protobuf/bytes.ts';
import { itemsOf, problemsIn, recordsIn } from '../testing/items.ts';
import { type FieldValue, field } from '../testing/protobuf.ts';
import { onnx } from './adapter.ts';
import { readOnnx } from './read.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'handoff-onnx-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const tensor = (type: number, shape: FieldValue[]) =>
  field(2, [
    field(1, [
      field(1, type),
      field(
        2,
        shape.map(size => field(1, [field(typeof size === 'number' ? 1 : 2, size)])),
      ),
    ]),
  ]);
const input = (name: string, type = tensor(1, [-1, 4])) => field(11, [field(1, name), type]);
const output = (name: string, type = tensor(7, [3])) => field(12, [field(1, name), type]);
const graph = (...fields: Uint8Array[]) => field(7, [field(2, 'g'), ...fields]);
const good = Buffer.concat([field(1, 8), graph(input('x'), output('y'))]);

async function put(name: string, bytes: Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, bytes);
  return path;
}
const versionIn = async (bytes: Uint8Array) => {
  const [record] = recordsIn(await itemsOf(onnx, await put('m.onnx', bytes)));
  return record?.versions[0];
};

test('inputs without the initializers are features, outputs are labels, the rest are tags', async () => {
  const model = Buffer.concat([
    field(1, 8),
    field(2, 'pytorch'),
    field(3, '2.4.0'),
    field(5, 7),
    field(6, 'Who leaves.'),
    graph(
      field(1, [field(4, 'Conv')]),
      field(5, [field(1, 3), field(8, 'weights'), field(9, new Uint8Array(1_000))]),
      field(15, [field(1, [field(8, 'sparse')])]),
      input('x', tensor(1, ['batch', 4])),
      input('weights'),
      input('sparse'),
      input('maybe', field(2, [field(9, [])])),
      output('y'),
      output('probabilities', field(2, [field(4, [])])),
      output('unknown', field(2, [field(1, [field(1, 99)])])),
    ),
    field(8, [field(2, 17)]),
    field(8, [field(1, 'ai.onnx.ml'), field(2, 3)]),
    field(14, [field(1, 'team'), field(2, 'risk')]),
    field(14, [field(1, 'notes'), field(2, 'x'.repeat(300))]),
  ]);
  const path = await put('Churn EU.onnx', model);
  const [record] = recordsIn(await itemsOf(onnx, path));
  expect(record).toMatchObject({
    name: 'churn-eu',
    description: 'Who leaves.',
    task: 'OTHER',
    riskTier: 'UNCLASSIFIED',
  });
  expect(record?.source.externalId).toMatch(/\/Churn EU\.onnx$/);
  expect(record?.versions[0]).toMatchObject({
    version: '7',
    tags: ['team=risk', 'opset.ai.onnx=17', 'opset.ai.onnx.ml=3', 'ir_version=8', 'graph=g'],
    content: {
      framework: 'pytorch 2.4.0',
      features: [
        { name: 'x', dtype: 'float32', shape: [-1, 4], description: 'Shape: batch × 4', required: true },
        { name: 'maybe', dtype: 'optional', required: true },
      ],
      labels: [
        { name: 'y', dtype: 'int64', shape: [3] },
        { name: 'probabilities', dtype: 'sequence' },
        { name: 'unknown', dtype: 'type 99' },
      ],
      artifacts: [{ bytes: model.length, format: 'onnx', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) }],
      documents: [{ title: 'Further tags', kind: 'tags', body: `notes=${'x'.repeat(300)}` }],
    },
  });
});

test('a file that numbers itself with 0, or not at all, has no number', async () => {
  expect(await versionIn(good)).toMatchObject({ version: '1', numbered: false });
  expect(await versionIn(Buffer.concat([field(5, 0), good]))).toMatchObject({ version: '1', numbered: false });
  expect(await versionIn(Buffer.concat([field(5, 3), good]))).not.toHaveProperty('numbered');
});

const deep = () => {
  let message = field(1, 1);
  for (let i = 0; i < 5_000; i++) message = field(2, message);
  return message;
};
test.each<[string, Uint8Array, RegExp]>([
  ['nothing', new Uint8Array(), /^It is empty/],
  ['text', Buffer.from('{"not": "onnx"}'), /^(At byte \d+ it stops|It is cut off|Field)/],
  ['zeros', new Uint8Array(1_000), /^At byte 0 it stops making sense/],
  ['no graph', field(1, 8), /^It holds no graph/],
  ['half of it', good.subarray(0, good.length - 5), /^It is cut off: at byte \d+ a part of \d+ bytes begins/],
  ['half a number', Buffer.from([0x08, 0x80]), /^It is cut off in the middle of a number/],
  ['a number without end', Buffer.alloc(50, 0xff), /^At byte 0 it stops making sense/],
  [
    'a length beyond everything',
    Buffer.concat([Buffer.from([0x3a]), Buffer.from('ffffffffffffffff7f', 'hex')]),
    /^It is cut off/,
  ],
  [
    'a negative length',
    Buffer.concat([Buffer.from([0x3a]), Buffer.from('ffffffffffffffffff01', 'hex')]),
    /stops making sense/,
  ],
  ['groups', Buffer.from([0x0b, 0x0c]), /stops making sense/],
  ['a number for a graph', field(7, 1), /^Field 7 is a number where a message belongs/],
  ['names in Latin-1', Buffer.concat([graph(field(11, [field(1, Buffer.from('Größe', 'latin1'))]))]), /no valid UTF-8/],
  ['a text of 2 MB', Buffer.concat([field(6, 'x'.repeat(2_000_000)), good]), /has a text of 2000000 bytes/],
  ['levels without end', graph(field(11, deep())), /has no name/],
  [
    'parts without end',
    Buffer.concat([graph(Buffer.alloc(5_000_000, Buffer.from([0x08, 0x01])))]),
    /more than 500,000 parts/,
  ],
])('%s is refused with the reason within a second of work', async (_, bytes, reason) => {
  const path = await put('bad.onnx', bytes);
  const began = process.cpuUsage();
  const found = await itemsOf(onnx, path);
  expect(workSince(began)).toBeLessThan(1_000);
  expect(recordsIn(found)).toEqual([]);
  expect('problem' in (found[0] ?? {}) && (found[0] as { problem: string }).problem).toMatch(reason);
});

test('a file of 2 GB is read at its beginning only, and its weights are stepped over', async () => {
  const size = 2_000_000_000;
  const head = Buffer.concat([field(1, 8), Buffer.from([0x3a])]);
  const inside = Buffer.concat([
    input('x'),
    output('y'),
    field(5, [field(8, 'w')]).subarray(0, 0),
    Buffer.from([0x2a]),
  ]);
  const length = (left: number) => {
    const bytes: number[] = [];
    for (let rest = left; bytes.length < 5; rest = Math.floor(rest / 128))
      bytes.push((rest % 128) | (bytes.length < 4 ? 128 : 0));
    return Uint8Array.from(bytes);
  };
  const raw = Buffer.from([0x4a]);
  const weights = size - head.length - 5 - inside.length - 5 - raw.length - 5;
  const tensorLength = weights + raw.length + 5;
  const path = await put(
    'large.onnx',
    Buffer.concat([head, length(inside.length + 5 + tensorLength), inside, length(tensorLength), raw, length(weights)]),
  );
  await truncate(path, size);
  await put('zeros.onnx', new Uint8Array(1));
  await truncate(join(folder, 'zeros.onnx'), size);
  const [began, memory] = [process.cpuUsage(), process.memoryUsage.rss()];
  const [record] = recordsIn(await itemsOf(onnx, path));
  expect(problemsIn(await itemsOf(onnx, join(folder, 'zeros.onnx')))).toEqual([
    expect.stringMatching(/At byte 0 it stops/),
  ]);
  expect(workSince(began)).toBeLessThan(1_000);
  expect(process.memoryUsage.rss() - memory).toBeLessThan(100_000_000);
  expect(record?.versions[0]?.content).toMatchObject({ features: [{ name: 'x' }], artifacts: [{ bytes: size }] });
  await rm(path);
  await rm(join(folder, 'zeros.onnx'));
});

test('in a folder, every file is a model, and one bad does not keep the others out', async () => {
  await mkdir(join(folder, 'all', 'below'), { recursive: true });
  await writeFile(join(folder, 'all', 'a.onnx'), good);
  await writeFile(join(folder, 'all', 'below', 'b.ONNX'), good);
  await writeFile(join(folder, 'all', 'below', 'c.onnx'), 'broken');
  await writeFile(join(folder, 'all', 'notes.txt'), 'x');
  const found = await itemsOf(onnx, join(folder, 'all'));
  expect(recordsIn(found).map(({ name, source }) => [name, source.externalId])).toEqual([
    ['a', 'all/a.onnx'],
    ['b', 'all/below/b.ONNX'],
  ]);
  expect(problemsIn(found)).toEqual([expect.stringMatching(/^all\/below\/c\.onnx: /)]);
});

interface Expected {
  graph: { nodes: number; initializers: number; inputs: Tensor[]; outputs: Tensor[] };
  model_version?: number;
}
interface Tensor {
  name: string;
  elem_type: string;
  shape: (number | string | null)[] | null;
}
const data = fileURLToPath(new URL('../../../../../shared/data/', import.meta.url));
const there = existsSync(`${data}expected/onnx-signatures.json`);
if (!there) console.warn(`Skipped: the real ONNX files are not at ${data}.`);

describe.skipIf(!there)('real files', () => {
  const expected = there
    ? (JSON.parse(readFileSync(`${data}expected/onnx-signatures.json`, 'utf8')) as Record<string, Expected>)
    : {};
  test.each(Object.entries(expected))('%s is read to the last shape', async (path, { graph, model_version }) => {
    const model = await withBytes(`${data}${path}`, readOnnx);
    if (model.kind === 'Problem') throw new Error(model.message);
    const plain = (values: { name: string; elementType: string; shape: unknown }[]) =>
      values.map(({ name, elementType, shape }) => ({ name, elem_type: elementType, shape }));
    const { nodes, initializers, inputs, outputs, modelVersion } = model.value;
    expect({ nodes, initializers, inputs: plain(inputs), outputs: plain(outputs) }).toEqual({
      nodes: graph.nodes,
      initializers: graph.initializers,
      inputs: graph.inputs,
      outputs: graph.outputs,
    });
    expect(modelVersion).toBe(model_version);
  });

  test('all of them come in', async () => {
    const found = await itemsOf(onnx, `${data}onnx`);
    expect(problemsIn(found)).toEqual([]);
    expect(recordsIn(found)).toHaveLength(5);
  });
});
