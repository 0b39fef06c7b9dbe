import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { notFound, type TestServer, testServer } from '@handoff/kit/testing/server';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { itemsOf, problemsIn, recordsIn } from '../testing/items.ts';
import { mlflow } from './adapter.ts';

const folder = fileURLToPath(new URL('../../../../../shared/data/live-answers/', import.meta.url));
const there = existsSync(folder);
if (!there) console.warn(`Skipped: the recorded answers of an MLflow server are not at ${folder}.`);

const recorded: Record<string, string> = {
  '/api/2.0/mlflow/registered-models/get': 'registered-models-get',
  '/api/2.0/mlflow/model-versions/search': 'model-versions-search',
  '/api/2.0/mlflow/runs/get': 'runs-get',
  '/model-versions/get-artifact': 'model-versions-get-artifact-MLmodel',
};

function bodyOf(name: string): unknown {
  return (JSON.parse(readFileSync(`${folder}${name}.json`, 'utf8')) as { body: unknown }).body;
}

describe.skipIf(!there)('what a real server answered', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await testServer();
    server.answer(({ path, query }) => {
      const name = recorded[path];
      if (name === undefined) return notFound;
      return query.has('page_token') ? { body: {} } : { body: bodyOf(name) };
    });
  });
  afterAll(() => server.stop());

  test('is read to the last field', async () => {
    const items = await itemsOf(mlflow, `${server.url}#risk.model-0000`);
    expect(problemsIn(items)).toEqual([]);
    const [record] = recordsIn(items);
    expect(record).toMatchObject({
      name: 'risk.model-0000',
      tags: ['team=risk', 'tier=0', 'pii=true'],
      aliases: [
        { name: 'challenger', version: '4' },
        { name: 'champion', version: '3' },
      ],
    });
    const [third, fourth] = record?.versions ?? [];
    expect([third?.version, fourth?.version]).toEqual(['3', '4']);
    expect(third).toMatchObject({
      source: { runId: 'b5846841d7d247169b629bf37de02719', commit: '7204e52db2221a58008a05a6c4647159c324c985' },
      trainedBy: 'user1',
      tags: ['validation=passed', 'dataset=growth-2026-11'],
      createdAt: '2026-11-21T02:06:46.833Z',
      content: {
        framework: 'xgboost',
        hyperparameters: [
          { name: 'max_depth', value: '6' },
          { name: 'lr', value: '0.1' },
          { name: 'dataset', value: 's3://lake/growth/2026-11' },
        ],
        evaluations: [
          { metric: 'accuracy', value: 0.7039 },
          { metric: 'auc', value: 0.9127 },
          { metric: 'f1', value: 0.8305 },
        ],
        trainingData: [
          {
            dataset: { name: 'growth-train', uri: 's3://lake/growth/2026-11', digest: '1a2b8f1f', rows: 3000 },
            purpose: 'TRAINING',
          },
        ],
        labels: [{ name: 'output', dtype: 'tensor<float64>', shape: [-1] }],
      },
    });
    expect(third?.content.features?.map(({ dtype }) => dtype)).toEqual([
      'long',
      'string',
      'boolean',
      'float',
      'datetime',
      'double',
      'long',
    ]);
  });
});
