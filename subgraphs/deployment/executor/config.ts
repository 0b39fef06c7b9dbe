import { invalid, type Problem } from '@handoff/kit/problem';
import { z } from 'zod';
import type { ExecutorKind } from '../environment/target.ts';
import type { RolloutStrategy } from '../promotion/steps.ts';

const address = z.string({ error: 'give an address that starts with https:// or http://' }).refine(
  value => {
    if (value.length > 2000 || !/^https?:\/\//.test(value) || !URL.canParse(value)) return false;
    const { username, password, hash } = new URL(value);
    return username === '' && password === '' && hash === '';
  },
  { error: 'give an address that starts with https:// or http://, without a user or a part after #' },
);
const setting = z
  .string({ error: 'name the setting that holds it, such as "WEBHOOK_SECRET"' })
  .regex(/^[A-Z][A-Z0-9_]{0,127}$/, { error: 'name the setting that holds it, such as "WEBHOOK_SECRET"' });
const word = (what: string, form: RegExp) => z.string({ error: `give ${what}` }).regex(form, { error: `give ${what}` });

/** WEBHOOK: where to post, and the setting that holds the secret it is signed with. */
export const webhookConfig = z.strictObject({ url: address, secretSetting: setting });

/** MLFLOW_ALIAS: the server, and the alias that callers read. system DATABRICKS: a workspace with Unity Catalog. */
export const mlflowConfig = z
  .strictObject({
    url: address,
    system: z
      .enum(['MLFLOW', 'DATABRICKS'], { error: 'give MLFLOW or DATABRICKS, or leave it out for MLFLOW' })
      .optional(),
    alias: word('an alias of letters, digits, - and _, such as "champion"', /^[A-Za-z][\w-]{0,254}$/).refine(
      value => !/^v\d+$/i.test(value) && value.toLowerCase() !== 'latest',
      { error: 'MLflow keeps "latest" and names such as "v1" for itself: choose another alias' },
    ),
    tokenSetting: setting.optional(),
    /** With a name the secret is a password; without one it is a token. */
    user: z.string({ error: 'give the name of the user, or leave it out for a token' }).min(1).optional(),
  })
  .refine(({ user, tokenSetting }) => !user || tokenSetting, {
    path: ['tokenSetting'],
    error: 'name the setting that holds the password of the user',
  });

/** TENSORFLOW_SERVING: the file that the server reads its models from, and where it answers. */
export const tensorflowConfig = z.strictObject({
  url: address,
  configFile: word('the absolute path of the file that --model_config_file names', /^\/[^\0]+$/).refine(
    value => !value.split('/').includes('..'),
    { error: 'give the path without ".."' },
  ),
  basePath: word(
    'the folder of a model as the server sees it, such as "/models/{model}"',
    /^[^\p{Cc}"\\]{1,1000}$/u,
  ).refine(value => value.includes('{model}'), { error: 'put {model} where the name of the model belongs' }),
});

const dnsName = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

const served = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$|^[a-z0-9-]{0,40}\{model\}[a-z0-9-]{0,40}$/;

/** KSERVE: the Kubernetes API, and the InferenceService. Without an address: the cluster that Handoff runs in. */
export const kserveConfig = z.strictObject({
  url: address.optional(),
  namespace: word('a namespace, such as "models"', dnsName),
  service: word('the name of the InferenceService, such as "churn"; {model} stands for the name of the model', served),
  format: word('the model format that KServe knows, such as "sklearn"', /^[a-z][\w-]{0,62}$/),
  tokenSetting: setting.optional(),
  certificateSetting: setting.optional(),
  serviceAccount: word('the service account that may read the model', dnsName).optional(),
});

const schemas: Record<Exclude<ExecutorKind, 'MANUAL'>, z.ZodType> = {
  WEBHOOK: webhookConfig,
  MLFLOW_ALIAS: mlflowConfig,
  TENSORFLOW_SERVING: tensorflowConfig,
  KSERVE: kserveConfig,
};

/** What is wrong with the configuration of a target for its executor, or null. */
export function executorProblem(executor: ExecutorKind, config: unknown): Problem | null {
  if (executor === 'MANUAL') return null;
  const { error } = schemas[executor].safeParse(config ?? {});
  const [issue] = error?.issues ?? [];
  if (!issue) return null;
  if (issue.code === 'unrecognized_keys') {
    const [key = ''] = issue.keys;
    return invalid(`config.${key}`, `${executor} knows no "${key}": leave it out.`);
  }
  const path = ['config', ...issue.path].join('.');
  return invalid(path, `${executor} needs "${issue.path.join('.') || 'config'}": ${issue.message}.`);
}

const strategiesOf: Record<ExecutorKind, readonly RolloutStrategy[]> = {
  MANUAL: ['ALL_AT_ONCE', 'CANARY', 'SHADOW', 'BLUE_GREEN'],
  WEBHOOK: ['ALL_AT_ONCE', 'CANARY', 'SHADOW', 'BLUE_GREEN'],
  MLFLOW_ALIAS: ['ALL_AT_ONCE'],
  TENSORFLOW_SERVING: ['ALL_AT_ONCE'],
  KSERVE: ['ALL_AT_ONCE', 'CANARY', 'BLUE_GREEN'],
};

/** Why an executor cannot roll out by a strategy and its steps, or null. */
export function strategyProblem(
  executor: ExecutorKind,
  { strategy, steps }: { strategy: RolloutStrategy; steps: readonly { percent: number }[] },
): Problem | null {
  const known = strategiesOf[executor];
  if (!known.includes(strategy)) {
    const mend = `choose ${known.join(' or ')}, or a target with another executor.`;
    return invalid('strategy', `The target is served by ${executor}, which cannot do ${strategy}: ${mend}`);
  }
  const broken = executor === 'KSERVE' ? steps.findIndex(({ percent }) => !Number.isInteger(percent)) : -1;
  if (broken < 0) return null;
  return invalid(`steps[${broken}].percent`, 'KServe takes whole percents: give the step one.');
}
