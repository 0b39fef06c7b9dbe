import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { graphOf } from '@handoff/kit/testing/graph';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Catalogue } from '../model/testing/catalogue.ts';
import { adapters } from './adapters.ts';
import { importAll } from './import.ts';
import type { ResultLine } from './outcome.ts';
import { humanReport } from './report.ts';
import { entry, field } from './testing/protobuf.ts';

let catalogue: Catalogue;
let folder: string;

beforeAll(async () => {
  catalogue = await Catalogue.open();
  folder = await mkdtemp(join(tmpdir(), 'handoff-unnumbered-'));
});
afterAll(async () => {
  await catalogue.database.drop();
  await rm(folder, { recursive: true, force: true });
});

const card = (text: string) => `---\nlibrary_name: ${text}\n---\n# Card`;
const mlmodel = (text: string) => `flavors: {sklearn: {sklearn_version: ${text}}}`;
const catalog = (text: string) => `source: Ours\nmodels: [{name: from-kubeflow, libraryName: ${text}}]`;
const datahub = (text: string) =>
  JSON.stringify([
    {
      entityType: 'mlModel',
      entityUrn: 'urn:li:mlModel:(urn:li:dataPlatform:mlflow,from-datahub,PROD)',
      aspectName: 'mlModelProperties',
      aspect: { json: { trainingMetrics: [{ name: 'auc', value: text }] } },
    },
  ]);
const tensor = [field(1, 'x:0'), field(2, 1), field(3, [field(2, [field(1, -1)])])];
const saved = (text: string) =>
  Buffer.concat([
    field(1, 1),
    field(2, [
      field(1, [field(4, 'serve')]),
      entry(5, 'serving_default', [entry(1, text, tensor), entry(2, 'y', tensor)]),
    ]),
  ]);
const onnx = (text: string) => Buffer.concat([field(1, 8), field(2, text), field(7, [field(2, 'g')])]);

async function bring(source: string, dryRun = false): Promise<{ lines: ResultLine[]; said: string }> {
  const adapter = adapters[source];
  if (!adapter) throw new Error(source);
  const lines: ResultLine[] = [];
  const said: string[] = [];
  const report = humanReport({ out: text => void said.push(text), err: () => undefined, terminal: false });
  const onResult = (line: ResultLine) => {
    lines.push(line);
    report.line(line);
  };
  const client = graphOf(catalogue.as(catalogue.admin));
  await importAll({ adapter, where: join(folder, source), client, dryRun, onResult });
  return { lines: lines.filter(({ kind }) => kind === 'version'), said: said.join('') };
}

test.each<[source: string, file: string, write: (text: string) => string | Uint8Array]>([
  ['hugging-face', 'cards/README.md', card],
  ['mlmodel', 'model/MLmodel', mlmodel],
  ['kubeflow', 'catalog.yaml', catalog],
  ['datahub', 'metadata.json', datahub],
  ['tensorflow', 'from-tensorflow/saved_model.pb', saved],
  ['onnx', 'from-onnx.onnx', onnx],
])('what changes at %s becomes the next version, and what goes back becomes none', async (source, file, write) => {
  const path = join(folder, source, file);
  await mkdir(dirname(path), { recursive: true });
  const steps: [text: string, outcome: string][] = [
    ['1', 'CREATED 1'],
    ['1', 'UNCHANGED 1'],
    ['2', 'CREATED 2'],
    ['2', 'UNCHANGED 2'],
    ['1', 'UNCHANGED 1'],
    ['3', 'CREATED 3'],
  ];
  for (const [text, outcome] of steps) {
    await writeFile(path, write(text));
    const rehearsed = await bring(source, true);
    const { lines, said } = await bring(source);
    expect(lines.map(one => `${one.outcome} ${one.version}`)).toEqual([outcome]);
    expect(rehearsed.lines.map(one => `${one.outcome} ${one.version}`)).toEqual([outcome]);
    expect(said).toBe(rehearsed.said);
    expect(said).toMatch(/^CREATED [23]$/.test(outcome) ? new RegExp(`^New version ${text}: ${folder}`) : /^$/);
  }
});

test('a version without a number that is refused is told without one', async () => {
  const path = join(folder, 'onnx', 'refused.onnx');
  await writeFile(
    path,
    Buffer.concat([field(1, 8), field(2, 'x'), field(7, [field(11, [field(1, 'a'.repeat(600))])])]),
  );
  const { lines, said } = await bring('onnx');
  expect(lines.filter(({ outcome }) => outcome === 'REJECTED')).toMatchObject([{ version: null, numbered: false }]);
  expect(said).toMatch(/^Rejected [^,]*refused\.onnx: /);
});
