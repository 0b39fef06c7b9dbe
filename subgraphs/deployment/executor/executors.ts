import type { TargetSettings } from '@handoff/kit/settings';
import { rangeOf } from './address.ts';
import type { Executors, Tools } from './executor.ts';
import { targetHttp } from './http.ts';
import { kserve } from './kserve.ts';
import { mlflowAlias } from './mlflow-alias.ts';
import { tensorflowServing } from './tensorflow-serving.ts';
import { webhook } from './webhook.ts';
import { isWithin } from './within.ts';

/** What Handoff carries out by itself, by kind of executor. */
export const executors: Executors = {
  WEBHOOK: webhook,
  MLFLOW_ALIAS: mlflowAlias,
  TENSORFLOW_SERVING: tensorflowServing,
  KSERVE: kserve,
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
