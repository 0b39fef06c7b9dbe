import { expect, test } from 'vitest';
import { workSince } from '../../testing/cpu.ts';
import { readMlmodel } from './mlmodel.ts';

const place = { calledBy: 'Churn EU', place: 'models/Churn EU/MLmodel' };

function recordOf(source: string) {
  const result = readMlmodel(source, place);
  if (result.kind === 'Problem') throw new Error(result.message);
  return result.record;
}
const contentOf = (source: string) => recordOf(source).versions[0]?.content;
const problemOf = (source: string) => readMlmodel(source, place);

test('a file that tells nothing but a flavor is a model of unknown task and risk', () => {
  expect(recordOf('flavors:\n  mystery: {}\n')).toEqual({
    source: { system: 'MLMODEL', externalId: 'models/Churn EU/MLmodel' },
    name: 'churn-eu',
    task: 'OTHER',
    riskTier: 'UNCLASSIFIED',
    versions: [{ version: '1', numbered: false, content: { framework: 'mystery' } }],
  });
});

test.each([
  ['sklearn: {sklearn_version: 1.3.0}', 'sklearn 1.3.0'],
  ['xgboost: {xgb_version: 2.1.4}', 'xgboost 2.1.4'],
  ['lightgbm: {lgb_version: 4.0.0}', 'lightgbm 4.0.0'],
  ['spark: {pyspark_version: 3.5.0}', 'spark 3.5.0'],
  ['langchain: {langchain_version: 0.1.20}', 'langchain 0.1.20'],
  ['python_function: {python_version: 3.12.11}', 'python 3.12.11'],
  ['python_function: {python_version: 3.12.11}\n  pytorch: {pytorch_version: 2.10}', 'pytorch 2.10'],
  ['python_function: {}', undefined],
])('the flavor %s means the framework %s', (flavor, framework) => {
  expect(contentOf(`flavors:\n  ${flavor}\n`)?.framework).toBe(framework);
});

test('a transformers flavor names its task and its class nobody has to guess', () => {
  const source = 'flavors: {transformers: {task: text-generation}}';
  expect(recordOf(source).task).toBe('GENERATION');
  expect(contentOf('flavors: {xgboost: {model_class: XGBRegressor}}')?.algorithm).toBe('XGBRegressor');
  expect(recordOf('flavors: {xgboost: {model_class: XGBRegressor}}').task).toBe('OTHER');
});

test('the columns of a signature are features and labels; inference parameters are optional features', () => {
  const signature = {
    inputs: JSON.stringify([
      { type: 'double', name: 'age', required: true },
      { type: 'string', name: 'city', required: false },
      { type: 'long', name: 'old', optional: true },
      { type: 'array', items: { type: 'array', items: { type: 'object', properties: {} } }, name: 'deep' },
      { type: 'map', values: { type: 'long' } },
    ]),
    outputs: JSON.stringify([{ type: 'tensor', 'tensor-spec': { dtype: 'float32', shape: [-1, 3] } }]),
    params: JSON.stringify([{ name: 'temperature', type: 'double', default: 0.5, shape: null }]),
  };
  const content = contentOf(`flavors: {a: {}}\nsignature: ${JSON.stringify(signature)}`);
  expect(content?.features).toEqual([
    { name: 'age', dtype: 'double', required: true },
    { name: 'city', dtype: 'string', required: false },
    { name: 'old', dtype: 'long', required: false },
    { name: 'deep', dtype: 'array<array<object>>', required: true },
    { name: 'input_4', dtype: 'map<long>', required: true },
    { name: 'temperature', dtype: 'double', required: false, description: 'Inference parameter, default 0.5' },
  ]);
  expect(content?.labels).toEqual([{ name: 'output', dtype: 'tensor<float32>', shape: [-1, 3] }]);
  expect(content?.hyperparameters).toBeUndefined();
});

test('metadata of the author becomes tags, the run and the time are kept', () => {
  const record = recordOf(
    'flavors: {a: {}}\nrun_id: 0123e45\nmodel_uuid: u-1\nmetadata: {team: growth, nested: {a: b}}\nutc_time_created: "2024-05-17 23:15:28.764394"',
  );
  expect(record.source).toEqual({ system: 'MLMODEL', externalId: 'u-1', runId: '0123e45' });
  expect(record.versions[0]).toMatchObject({ tags: ['team=growth'], createdAt: '2024-05-17T23:15:28.764Z' });
});

const deep = (n: number) => `${'{"type":"array","items":'.repeat(n)}{"type":"long"}${'}'.repeat(n)}`;
test.each([
  ['a list', '- a', /no mapping "flavors"/],
  ['nothing', '', /no mapping "flavors"/],
  ['flavors that are a text', 'flavors: sklearn', /no mapping "flavors"/],
  ['broken YAML', 'flavors: [', /line 1, column/],
  ['broken JSON', "flavors: {a: {}}\nsignature: {inputs: '[{'}", /signature\.inputs is no valid JSON/],
  ['an object for columns', "flavors: {a: {}}\nsignature: {inputs: '{}'}", /signature\.inputs is no list/],
  [
    'a column without type',
    `flavors: {a: {}}\nsignature: {outputs: '[{"name":"x"}]'}`,
    /signature\.outputs\[0\] has no type/,
  ],
  [
    'an array of nothing',
    `flavors: {a: {}}\nsignature: {inputs: '[{"type":"array"}]'}`,
    /signature\.inputs\[0\]\.items is missing/,
  ],
  ['a tensor of nothing', `flavors: {a: {}}\nsignature: {inputs: '[{"type":"tensor"}]'}`, /tensor-spec has no dtype/],
  [
    'a shape of halves',
    `flavors: {a: {}}\nsignature: {inputs: '[{"type":"tensor","tensor-spec":{"dtype":"a","shape":[0.5]}}]'}`,
    /no list of whole numbers/,
  ],
  ['a type without end', `flavors: {a: {}}\nsignature: {inputs: '[${deep(5_000)}]'}`, /nested deeper than 20 levels/],
  ['JSON without end', `flavors: {a: {}}\nsignature: {inputs: '${'['.repeat(900_000)}'}`, /no valid JSON/],
  ['a time that is none', 'flavors: {a: {}}\nutc_time_created: yesterday', /utc_time_created is no time: "yesterday"/],
  ['a day that is none', 'flavors: {a: {}}\nutc_time_created: 2024-13-41 00:00:00', /is no time/],
])('%s is refused with the reason', (_, source, message) => {
  const began = process.cpuUsage();
  expect(problemOf(source)).toMatchObject({
    kind: 'Problem',
    externalId: place.place,
    message: expect.stringMatching(message),
  });
  expect(workSince(began)).toBeLessThan(1_000);
});
