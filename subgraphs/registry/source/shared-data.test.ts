import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { huggingFace } from './hugging-face/adapter.ts';
import { mlmodel } from './mlmodel/adapter.ts';
import type { ImportItem, SourceAdapter } from './record.ts';
import { unique } from './unique.ts';

const data = fileURLToPath(new URL('../../../../shared/data/', import.meta.url));
const there = existsSync(data);
if (!there) console.warn(`Skipped: the real MLmodel files and model cards are not at ${data}.`);

async function all(adapter: SourceAdapter, folder: string): Promise<ImportItem[]> {
  const items: ImportItem[] = [];
  for await (const item of unique(adapter.read(`${data}${folder}`, {}))) items.push(item);
  return items;
}

function recordsOf(items: ImportItem[]) {
  return items.flatMap(item => ('record' in item ? [item.record] : []));
}

describe.skipIf(!there)('real files', () => {
  test('all MLmodel files come in, with what they tell', async () => {
    const items = await all(mlmodel, 'mlmodel');
    expect(items.filter(item => 'problem' in item)).toEqual([]);
    const told = recordsOf(items).map(({ name, versions: [version] }) => [
      name,
      version?.content.framework,
      version?.content.features?.length ?? 0,
      version?.content.labels?.length ?? 0,
    ]);
    expect(told).toEqual([
      ['langchain-2.12', 'langchain 0.1.20', 1, 1],
      ['pyfunc-3.1-tensor', 'python 3.12.11', 1, 1],
      ['sklearn-1.x', 'sklearn 1.5.2', 0, 0],
      ['sklearn-2.13-wine', 'sklearn 1.3.0', 11, 1],
      ['ui-fixture', 'python 3.10.12', 1, 1],
      ['xgboost-2.20', 'xgboost 2.1.4', 18, 1],
    ]);
  });

  test('the wine model is read to the last artifact', async () => {
    const wine = recordsOf(await all(mlmodel, 'mlmodel')).find(({ name }) => name === 'sklearn-2.13-wine');
    expect(wine?.source).toEqual({
      system: 'MLMODEL',
      externalId: '7c56d8b80973448b8c4e7b5a3b9fc7b6',
      runId: '6222162b4c7f47c2820a7e5b520f65a9',
    });
    expect(wine?.versions[0]?.createdAt).toBe('2024-06-05T01:53:53.910Z');
    expect(wine?.versions[0]?.content.features?.[8]).toEqual({ name: 'pH', dtype: 'double', required: true });
    expect(wine?.versions[0]?.content.labels).toEqual([{ name: 'output', dtype: 'tensor<float64>', shape: [-1] }]);
    expect(wine?.versions[0]?.content.artifacts).toEqual([
      { uri: 'runs:/6222162b4c7f47c2820a7e5b520f65a9/model', bytes: 102527, format: 'mlflow' },
      { uri: 'runs:/6222162b4c7f47c2820a7e5b520f65a9/model/model.pkl', format: 'cloudpickle' },
    ]);
  });

  test('all model cards come in, with their figures', async () => {
    const items = await all(huggingFace, 'modelcards');
    expect(items.filter(item => 'problem' in item)).toEqual([]);
    const records = recordsOf(items);
    expect(records).toHaveLength(16);
    expect(records.every(({ versions: [version] }) => (version?.content.evaluations?.length ?? 0) > 0)).toBe(true);
    const tiny = records.find(({ name }) => name === 'intel__dynamic_tinybert');
    expect(tiny?.versions[0]?.content.evaluations).toEqual([
      { metric: 'f1', value: 88.71, valueText: '88.71', verified: false },
    ]);
    const emotion = records.find(({ name }) => name === 'shoneran_bert-emotion');
    expect(emotion?.versions[0]?.content.hyperparameters).toContainEqual({ name: 'learning_rate', value: '5e-05' });
  });

  test('one card alone is the same record as among the others', async () => {
    const [alone] = recordsOf(await all(huggingFace, 'modelcards/ShoneRan_bert-emotion'));
    const [file] = recordsOf(await all(huggingFace, 'modelcards/ShoneRan_bert-emotion/README.md'));
    const among = recordsOf(await all(huggingFace, 'modelcards')).find(({ name }) => name === alone?.name);
    expect(alone).toEqual(among);
    expect(file).toEqual(among);
  });
});
