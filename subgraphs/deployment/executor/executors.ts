import { rangeOf } from '@handoff/kit/http/address';
import { targetHttp } from '@handoff/kit/http/target';
import type { TargetSettings } from '@handoff/kit/settings';
import type { Askers } from './asking.ts';
import type { Executors, Tools } from './executor.ts';
import { askKserve, kserve } from './kserve.ts';
import { askAlias, mlflowAlias } from './mlflow-alias.ts';
import { askTensorflowServing, tensorflowServing } from './tensorflow-serving.ts';
import { webhook } from './webhook.ts';
import { isWithin } from './within.ts';

/** What Handoff carries out by itself, by kind of executor. */
export const executors: Executors = {
  WEBHOOK: webhook,
  MLFLOW_ALIAS: mlflowAlias,
  TENSORFLOW_SERVING: tensorflowServing,
  KSERVE: kserve,
};

/** The servers that can be asked what they serve, by kind of executor. */
export const askers: Askers = {
  MLFLOW_ALIAS: askAlias,
  TENSORFLOW_SERVING: askTensorflowServing,
  KSERVE: askKserve,
};

/** What executors work with, as the settings allow it. */
export function toolsFor({ networks, folders, secrets }: TargetSettings): Omit<Tools, 'signal'> {
  const ranges = networks.map(rangeOf).filter(range => range !== null);
  return {
    http: targetHttp(ranges),
    mayWrite: path => isWithin(path, folders),
    secret: name => (Object.hasOwn(secrets, name) ? (secrets[name] ?? null) : null),
  };
}
