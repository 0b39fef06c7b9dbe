import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { adapters, findAdapter } from './adapters.ts';
import { huggingFace } from './hugging-face/adapter.ts';
import { mlmodel } from './mlmodel/adapter.ts';
import type { ImportItem, SourceAdapter } from './record.ts';
import { unique } from './unique.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'handoff-source-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function put(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), text);
}

async function read(adapter: SourceAdapter, below = ''): Promise<[string, string][]> {
  const items: ImportItem[] = [];
  for await (const item of unique(adapter.read(join(folder, below), {}))) items.push(item);
  return items.map(item =>
    'stopped' in item
      ? ['', item.stopped]
      : [
          item.path.slice(folder.length + 1),
          'record' in item ? `${item.record.name} ${item.record.source.externalId}` : item.problem,
        ],
  );
}

test('in a folder, MLmodel files are told from other YAML files', async () => {
  await put('runs/churn/MLmodel', 'flavors: {a: {}}\nmodel_uuid: u-1');
  await put('runs/churn/conda.yaml', 'name: env');
  await put('runs/fraud.yaml', 'flavors: {a: {}}\nmodel_uuid: u-2');
  await put('runs/broken/MLmodel', 'flavours: {}');
  await put('runs/notes.txt', 'flavors: {}');
  await put('runs/torn.yml', 'flavors: [');
  expect(await read(mlmodel, 'runs')).toEqual([
    ['runs/broken/MLmodel', 'It is no MLmodel file: there is no mapping "flavors" at its top.'],
    ['runs/churn/MLmodel', 'churn u-1'],
    ['runs/fraud.yaml', 'fraud u-2'],
    ['runs/torn.yml', expect.stringMatching(/^Line 1, column \d+: /)],
  ]);
});

test('a file that is named is taken for an MLmodel file whatever it is called', async () => {
  await put('runs/conda.yaml', 'name: env');
  expect(await read(mlmodel, 'runs/conda.yaml')).toEqual([
    ['runs/conda.yaml', expect.stringMatching(/no MLmodel file/)],
  ]);
});

test('without an id of its own, a file is known by its place, alone and in its folder', async () => {
  await put('runs/churn.yaml', 'flavors: {a: {}}');
  expect(await read(mlmodel, 'runs')).toEqual([['runs/churn.yaml', 'churn runs/churn.yaml']]);
  expect(await read(mlmodel, 'runs/churn.yaml')).toEqual([['runs/churn.yaml', 'churn runs/churn.yaml']]);
});

test('two that would have one name, or have one id, are not mixed up: the second is refused, both are named', async () => {
  await put('a/Churn Model/README.md', '---\nlicense: mit\n---');
  await put('a/churn-model/README.md', '---\nlicense: mit\n---');
  const [first = '', second = ''] = [join(folder, 'a/Churn Model/README.md'), 'a/churn-model/README.md'];
  expect(await read(huggingFace, 'a')).toEqual([
    ['a/Churn Model/README.md', 'churn-model Churn Model'],
    [second, `It would be called churn-model, as ${first} already is: rename one of them.`],
  ]);
  await put('b/one.yaml', 'flavors: {a: {}}\nmodel_uuid: same');
  await put('b/two.yaml', 'flavors: {a: {}}\nmodel_uuid: same');
  expect((await read(mlmodel, 'b'))[1]?.[1]).toBe(
    `It has the id same, which ${join(folder, 'b/one.yaml')} has too: it is the same model twice. Keep one.`,
  );
});

test('one bad card does not keep the good ones out', async () => {
  await put('cards/a/README.md', '---\nlicense: mit\n---');
  await put('cards/b/README.md', 'no front matter');
  await put('cards/模型/README.md', '---\nlicense: mit\n---');
  expect(await read(huggingFace, 'cards')).toEqual([
    ['cards/a/README.md', 'a a'],
    ['cards/b/README.md', 'It has no front matter: a model card begins with a line of three hyphens.'],
    ['cards/模型/README.md', '"模型" holds no letter a to z and no digit to make a model name of: rename it.'],
  ]);
});

const names = Object.keys(adapters).join(', ');
test.each([
  ['mlmodel', mlmodel],
  ['hugging-face', huggingFace],
  ['huggingface', `There is no import from "huggingface". Did you mean hugging-face? There are: ${names}.`],
  ['MLModel', `There is no import from "MLModel". Did you mean mlmodel? There are: ${names}.`],
  ['constructor', `There is no import from "constructor". There are: ${names}.`],
])('the source %s is found, or the nearest is named', (name, found) => {
  expect(findAdapter(name)).toEqual(found);
});
