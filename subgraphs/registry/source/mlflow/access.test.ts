import { expect, test } from 'vitest';
import { mlflowAccess } from './access.ts';

const env = (given: Record<string, string>) => ({ env: given });
const basic = `Basic ${Buffer.from('ann:pass').toString('base64')}`;
test.each<[string, [string, Record<string, string>, unknown]]>([
  ['nobody', ['http://m:5000/', {}, { base: 'http://m:5000' }]],
  [
    'a user',
    [
      'http://m/ml/',
      { MLFLOW_TRACKING_USERNAME: 'ann', MLFLOW_TRACKING_PASSWORD: 'pass', MLFLOW_TRACKING_TOKEN: 't' },
      { base: 'http://m/ml', authorization: basic },
    ],
  ],
  ['a token', ['http://m', { MLFLOW_TRACKING_TOKEN: ' t\n' }, { base: 'http://m', authorization: 'Bearer t' }]],
  ['a user in the address', ['http://ann:pass@m#x', {}, { base: 'http://m', authorization: basic }]],
  [
    'half a user',
    ['http://m', { MLFLOW_TRACKING_USERNAME: 'ann' }, 'MLFLOW_TRACKING_PASSWORD is missing: set both, or neither.'],
  ],
  ['a broken token', ['http://m', { MLFLOW_TRACKING_TOKEN: 'a b' }, expect.stringMatching(/copy it again/)]],
  ['no address', ['sqlite:///x', {}, expect.stringMatching(/is no address of a server: write it like/)]],
])('%s asks', (_, [where, given, access]) => {
  expect(mlflowAccess(where, env(given))).toEqual(access);
});
