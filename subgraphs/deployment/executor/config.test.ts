import { expect, it } from 'vitest';
import { executorProblem, strategyProblem } from './config.ts';

const webhook = { url: 'https://deploy.example.com/hook', secretSetting: 'WEBHOOK_SECRET' };
const mlflow = { url: 'https://mlflow.example.com', alias: 'champion' };
const serving = { url: 'http://tf:8501', configFile: '/etc/models.config', basePath: '/models/{model}' };
const kserve = { namespace: 'models', service: 'churn', format: 'sklearn' };

it.each<[Parameters<typeof executorProblem>[0], unknown, string | null]>([
  ['MANUAL', null, null],
  ['MANUAL', { anything: 1 }, null],
  ['WEBHOOK', webhook, null],
  ['WEBHOOK', null, 'config.url'],
  ['WEBHOOK', { ...webhook, url: 'ftp://x' }, 'config.url'],
  ['WEBHOOK', { ...webhook, url: 'https://me@deploy.example.com' }, 'config.url'],
  ['WEBHOOK', { url: webhook.url }, 'config.secretSetting'],
  ['WEBHOOK', { ...webhook, secretSetting: 'not a setting' }, 'config.secretSetting'],
  ['WEBHOOK', { ...webhook, retries: 3 }, 'config.retries'],
  ['MLFLOW_ALIAS', mlflow, null],
  ['MLFLOW_ALIAS', { ...mlflow, system: 'DATABRICKS', tokenSetting: 'DATABRICKS_TOKEN' }, null],
  ['MLFLOW_ALIAS', { ...mlflow, alias: 'latest' }, 'config.alias'],
  ['MLFLOW_ALIAS', { ...mlflow, alias: 'v12' }, 'config.alias'],
  ['MLFLOW_ALIAS', { ...mlflow, alias: 'a/b' }, 'config.alias'],
  ['MLFLOW_ALIAS', { ...mlflow, user: 'handoff' }, 'config.tokenSetting'],
  ['MLFLOW_ALIAS', { ...mlflow, user: 'handoff', tokenSetting: 'MLFLOW_PASSWORD' }, null],
  ['MLFLOW_ALIAS', { ...mlflow, system: 'OTHER' }, 'config.system'],
  ['TENSORFLOW_SERVING', serving, null],
  ['TENSORFLOW_SERVING', { ...serving, configFile: 'models.config' }, 'config.configFile'],
  ['TENSORFLOW_SERVING', { ...serving, configFile: '/etc/../root/x' }, 'config.configFile'],
  ['TENSORFLOW_SERVING', { ...serving, basePath: '/{model}"' }, 'config.basePath'],
  ['TENSORFLOW_SERVING', { ...serving, basePath: '/models' }, 'config.basePath'],
  ['KSERVE', kserve, null],
  ['KSERVE', { ...kserve, service: '{model}' }, null],
  ['KSERVE', { ...kserve, service: 'Churn_EU' }, 'config.service'],
  ['KSERVE', { namespace: 'models' }, 'config.service'],
])('judges what %s needs of %j', (executor, config, field) => {
  const problem = executorProblem(executor, config);
  expect(problem?.kind === 'InvalidInput' ? problem.field : null).toBe(field);
});

it.each<[Parameters<typeof strategyProblem>[0], Parameters<typeof strategyProblem>[1], string | null]>([
  ['KSERVE', { strategy: 'CANARY', steps: [{ percent: 10 }, { percent: 100 }] }, null],
  ['KSERVE', { strategy: 'CANARY', steps: [{ percent: 0.5 }, { percent: 100 }] }, 'give the step one'],
  ['KSERVE', { strategy: 'SHADOW', steps: [] }, 'choose ALL_AT_ONCE or CANARY or BLUE_GREEN'],
  ['MLFLOW_ALIAS', { strategy: 'CANARY', steps: [] }, 'choose ALL_AT_ONCE'],
  ['WEBHOOK', { strategy: 'CANARY', steps: [{ percent: 0.5 }, { percent: 100 }] }, null],
])('judges what %s is to do: %j', (executor, plan, said) => {
  const message = strategyProblem(executor, plan)?.message ?? null;
  expect(message).toEqual(said && expect.stringContaining(said));
});
