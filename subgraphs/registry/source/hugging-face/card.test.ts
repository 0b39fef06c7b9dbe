import { expect, test } from 'vitest';
import { workSince } from '../../testing/cpu.ts';
import { type CardResult, readCard } from './card.ts';
import { taskOf } from './task.ts';

const place = { calledBy: 'Acme_churn', externalId: 'Acme_churn' };
const card = (front: string, body = '') => `---\n${front}\n---\n${body}`;

function recordOf(text: string) {
  const result: CardResult = readCard(text, place);
  if (result.kind === 'Problem') throw new Error(result.message);
  return result.record;
}
const evaluationsOf = (front: string) => recordOf(card(front)).versions[0]?.content.evaluations;

test('a card that tells little becomes a record that says no more', () => {
  expect(recordOf(card('license: mit'))).toEqual({
    source: { system: 'HUGGING_FACE', externalId: 'Acme_churn' },
    name: 'acme_churn',
    task: 'OTHER',
    riskTier: 'UNCLASSIFIED',
    tags: ['license=mit'],
    versions: [{ version: '1', numbered: false, content: {} }],
  });
});

test('front matter and text are read for all that they hold', () => {
  const front = [
    'license: apache-2.0',
    'language: [en, no]',
    'tags: [churn, 2023]',
    'pipeline_tag: text-classification',
    'library_name: transformers',
    'base_model: google/bert',
    'datasets: [acme/churn, acme/churn]',
  ].join('\n');
  const body = [
    '<!-- generated,',
    'do not edit -->',
    '```python',
    '# no heading',
    '```',
    '# Churn `v2`',
    '[![badge](x)](y)',
    '- a list',
    '',
    'It says who is about to leave,',
    'a month ahead.',
    '',
    '### Training hyperparameters',
    'The following were used:',
    '- learning_rate: 2e-05',
    '- optimizer: Adam with betas=(0.9,0.999): default',
    '- no colon',
    '### Framework versions',
    '- Transformers 4.20.1',
    '- Pytorch 1.12.0',
  ].join('\n');
  const record = recordOf(card(front, body));
  expect(record).toMatchObject({
    title: 'Churn v2',
    description: 'It says who is about to leave, a month ahead.',
    task: 'MULTICLASS_CLASSIFICATION',
    tags: [
      'churn',
      '2023',
      'license=apache-2.0',
      'language=en',
      'language=no',
      'base_model=google/bert',
      'task=text-classification',
    ],
    documents: [{ title: 'Churn v2', kind: 'model-card', body }],
  });
  expect(record.versions[0]?.content).toEqual({
    framework: 'transformers 4.20.1',
    hyperparameters: [
      { name: 'learning_rate', value: '2e-05' },
      { name: 'optimizer', value: 'Adam with betas=(0.9,0.999): default' },
    ],
    trainingData: [{ dataset: { name: 'acme/churn' }, purpose: 'TRAINING' }],
  });
});

test.each([
  ['0.90', 0.9, '0.90'],
  ['88', 88, '88'],
  ['1e-3', 0.001, '1e-3'],
  ['"93.1"', 93.1, '93.1'],
  ['-0.5', -0.5, '-0.5'],
  ['86.9 (± 0.3)', undefined, '86.9 (± 0.3)'],
  ['91.3%', undefined, '91.3%'],
  ['.nan', undefined, '.nan'],
  ['1e999', undefined, '1e999'],
  ['true', undefined, 'true'],
  ['[0.1, 0.2]', undefined, '["0.1","0.2"]'],
  ['{a: 1}', undefined, '{"a":"1"}'],
])('the value %s is kept as %s and as text', (written, value, valueText) => {
  const [evaluation] = evaluationsOf(`model-index: [{results: [{metrics: [{type: f1, value: ${written}}]}]}]`) ?? [];
  expect(evaluation?.value).toBe(value);
  expect(evaluation).toMatchObject({ metric: 'f1', valueText, verified: false });
});

test('a figure tells what it was measured on, when the card does', () => {
  const index = `model-index:
- name: churn
  results:
  - task: {type: text-classification}
    dataset: {name: GLUE MRPC, type: glue, config: mrpc, split: test, args: {date: 20220120}}
    metrics: [{type: f1, name: F1 Macro, value: 1, verified: True}, {type: acc, name: Accuracy, value: 2}]
  - dataset: {name: Only a name, args: default}
    metrics: [{name: Loss, value: 3}, {type: wer, name: TEST WER (+LM), value: 4}]`;
  expect(evaluationsOf(index)).toEqual([
    { metric: 'f1_macro', value: 1, valueText: '1', verified: true, dataset: 'glue', split: 'test', slice: 'mrpc' },
    { metric: 'acc', value: 2, valueText: '2', verified: false, dataset: 'glue', split: 'test', slice: 'mrpc' },
    { metric: 'Loss', value: 3, valueText: '3', verified: false, dataset: 'Only a name', slice: 'default' },
    { metric: 'test_wer_lm', value: 4, valueText: '4', verified: false, dataset: 'Only a name', slice: 'default' },
  ]);
});

test.each([
  ['no front matter', '# Just a text', /no front matter/],
  ['nothing', '', /no front matter/],
  ['no end', '---\nlicense: mit\n# Text', /no end/],
  ['an empty front matter', '---\n---\n', /no mapping/],
  ['a list', card('- a\n- b'), /no mapping/],
  ['a text', card('just words'), /no mapping/],
  ['broken YAML', card('license: mit\ntags: [a\nname: b'), /line \d, column \d+: /],
  ['a key twice', card('a: 1\na: 2'), /line 3, column 1: the key "a" is given twice/],
  ['a tab', card('a:\n\tb: 1'), /line 3, column 1: /],
  ['an index that is a text', card('model-index: none of it'), /^model-index is no list/],
  ['an index without results', card('model-index: [{name: a}]'), /^model-index\[0\]\.results is missing/],
  ['a result without metrics', card('model-index: [{results: [{task: {}}]}]'), /results\[0\]\.metrics is missing/],
  ['a metric that is a text', card('model-index: [{results: [{metrics: [f1]}]}]'), /metrics\[0\] is no mapping/],
  ['a metric without type', card('model-index: [{results: [{metrics: [{value: 1}]}]}]'), /metrics\[0\] has no type/],
  ['a metric without value', card('model-index: [{results: [{metrics: [{type: f1}]}]}]'), /\(f1\) has no value/],
  [
    'a metric with a null',
    card('model-index: [{results: [{metrics: [{type: f1, value: null}]}]}]'),
    /\(f1\) has no value/,
  ],
  ['a data set without a name', card('datasets: [{rows: 3}]'), /datasets holds an entry/],
])('a card with %s is refused with the reason', (_, text, message) => {
  expect(readCard(text, place)).toEqual({ kind: 'Problem', message: expect.stringMatching(message) });
});

test('Windows line ends and blank lines above are read too', () => {
  const record = recordOf('\r\n---\r\nlicense: mit\r\n---\r\n# Title\r\n\r\nText.\r\n');
  expect(record).toMatchObject({ title: 'Title', description: 'Text.', tags: ['license=mit'] });
});

test.each([
  ['white space', `${' '.repeat(5_000_000)}x`],
  ['line ends', '\n'.repeat(5_000_000)],
  ['hashes', '#'.repeat(5_000_000)],
  ['headings', '# '.repeat(2_500_000)],
  ['list marks', '- \t'.repeat(1_500_000)],
  ['open comments', '<!--'.repeat(1_000_000)],
  ['rules', '---x'.repeat(1_000_000)],
  ['one heading', `# ${' #'.repeat(1_000_000)}x`],
])('a body of nothing but %s is read within a second', (_, body) => {
  const began = process.cpuUsage();
  expect(readCard(card('license: mit', body), place).kind).toBe('Record');
  expect(workSince(began)).toBeLessThan(1_000);
});

test.each([
  [['translation'], 'GENERATION'],
  [['text-classification', 'natural-language-inference'], 'MULTICLASS_CLASSIFICATION'],
  [['translation', 'tabular-regression'], 'OTHER'],
  [['automatic-speech-recognition'], 'OTHER'],
  [['constructor'], 'OTHER'],
  [[], 'OTHER'],
])('the tasks %j mean %s', (names, task) => {
  expect(taskOf(names)).toBe(task);
});
