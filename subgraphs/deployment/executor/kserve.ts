import type { z } from 'zod';
import { type Asker, type Seen, servesNone, unseen } from './asking.ts';
import { kserveConfig } from './config.ts';
import type { Executor, Tools } from './executor.ts';
import { inferenceService, type Standing, standingOf } from './inference-service.ts';
import { type KubernetesObject, kubernetesObject } from './kubernetes.ts';
import type { Memory, NamedVersion, Order, Progress } from './order.ts';

type Config = z.output<typeof kserveConfig>;

/**
 * Brings an InferenceService to what an order asks for, one apply at a time; what is next is read from the cluster, so
 * that an attempt that died is simply gone on with. A version takes all of the traffic only after its revision was ready.
 */
export const kserve: Executor = async (order, tools) => {
  const config = kserveConfig.parse(order.target.config);
  const found = await lookUp(config, order.version.modelName, tools);
  if ('progress' in found) return found.progress;
  const { name, service, now } = found;
  if (now?.modelName && now.modelName !== order.version.modelName)
    return failed(`InferenceService ${name} serves ${now.modelName}: give the target another "service".`);
  if (order.kind === 'BACK' && !order.replaces) return now ? taken(await service.remove()) : { kind: 'Done' };
  const goal = goalOf(order, config, now);
  return typeof goal === 'string' ? failed(goal) : new Way(order, service, { config, name, goal }).goOn(now);
};

/** Which artifact the latest revision serves, and its share; what another revision serves is not told by the cluster. */
export const askKserve: Asker = async ({ target, modelName, versions }, tools) => {
  const config = kserveConfig.parse(target.config);
  const found = await lookUp(config, modelName, tools);
  if ('progress' in found) return unseen(found.progress);
  const { now } = found;
  if (!now || (now.modelName !== null && now.modelName !== modelName)) return servesNone;
  const known = versions.find(version => uriOf(version, config) === now.storageUri);
  return seenIn(now, known?.id ?? now.storageUri);
};

/** version: what its latest revision serves. */
function seenIn({ created, ready, isReady, failure, latestShare }: Standing, version: string | null): Seen {
  if (failure && ready === null) return servesNone;
  if (!isReady || created !== ready || version === null)
    return { kind: 'Unseen', detail: `Its revision ${created ?? ''} is not ready.` };
  const share = latestShare ?? 100;
  const serving = share > 0 ? [{ version: version.slice(0, 128), trafficPercent: share }] : [];
  return { kind: 'Seen', serving, whole: share === 100 };
}

type LookedUp = { name: string; service: KubernetesObject; now: Standing | null } | { progress: Progress };

/** How the InferenceService of a model stands; null: there is none. */
async function lookUp(config: Config, modelName: string, tools: Tools): Promise<LookedUp> {
  const name = config.service.replace('{model}', modelName);
  if (!/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(name))
    return {
      progress: failed(`"${name}" cannot be the name of an InferenceService: give the target another "service".`),
    };
  const path = `/apis/serving.kserve.io/v1beta1/namespaces/${config.namespace}/inferenceservices/${name}`;
  const service = await kubernetesObject(config, path, tools);
  if ('progress' in service) return service;
  const found = await service.read();
  return 'progress' in found ? found : { name, service, now: found.object && standingOf(found.object) };
}

function failed(detail: string): Progress {
  return { kind: 'Failed', detail };
}

const soon = { afterSeconds: 2, memory: { touched: true } };

function taken(found: Awaited<ReturnType<KubernetesObject['remove']>>): Progress {
  if ('progress' in found) return found.progress;
  return { kind: 'Later', detail: 'The InferenceService is being taken away.', ...soon };
}

interface Goal {
  storageUri: string;
  /** Of the traffic, in percent, that the latest revision is to have. */
  share: number;
}

/** Which model is to have which share; or why it cannot be done. */
function goalOf(order: Order, config: Config, now: Standing | null): Goal | string {
  const next = uriOf(order.version, config);
  if (order.kind === 'STEP') {
    if (order.percent < 100 && !order.replaces)
      return 'KServe has nothing to share the traffic with: promote the first version ALL_AT_ONCE.';
    return next ? { storageUri: next, share: order.percent } : noArtifact(order.version);
  }
  // While it shares the traffic, what it was to replace still runs: it gets all of it again at once.
  if (next && now?.storageUri === next && now.canary !== null) return { storageUri: next, share: 0 };
  const before = order.replaces && uriOf(order.replaces, config);
  return before ? { storageUri: before, share: 100 } : noArtifact(order.replaces ?? order.version);
}

/** Where KServe loads a version from: the artifact of the target's format, else the first that it can load. */
function uriOf({ artifacts }: NamedVersion, { format }: Config): string | null {
  const able = artifacts.filter(({ uri }) => /^(s3|gs|hf|https?|pvc|abfss?|wasbs?|hdfs|webhdfs|oci):\/\//.test(uri));
  return (able.find(each => each.format === format) ?? able[0])?.uri ?? null;
}

function noArtifact({ version }: NamedVersion): string {
  return `Version ${version} has no artifact that KServe can load, such as one of s3:// or gs://: register one with it.`;
}

/** The way from how an InferenceService stands to what is wanted of it. */
class Way {
  readonly #order: Order;
  readonly #service: KubernetesObject;
  readonly #to: { config: Config; name: string; goal: Goal };

  constructor(order: Order, service: KubernetesObject, to: { config: Config; name: string; goal: Goal }) {
    this.#order = order;
    this.#service = service;
    this.#to = to;
  }

  async goOn(now: Standing | null): Promise<Progress> {
    const { storageUri, share } = this.#to.goal;
    const here = now?.storageUri === storageUri;
    const { before } = this.#order.memory;
    // What was the latest revision is kept before anything is changed, so that no old state is taken for the new one.
    if (before === undefined) return kept({ before: here ? '' : (now?.created ?? '') });
    if (!now) return this.#apply(null);
    if (!here) return this.#apply(share === 100 ? 0 : share);
    const isNew = now.created !== null && now.created !== before;
    // What is pinned to nothing need not be ready: that may be why it goes back.
    if (this.#order.kind === 'BACK' && share === 0) return this.#pinned(now);
    if (isNew && now.failure)
      return { kind: 'Failed', detail: `KServe cannot load the version: ${now.failure}`, touched: true };
    const ready = isNew && now.created === now.ready && now.isReady;
    const canary = share === 100 ? null : share;
    if (now.canary !== canary) return ready || share < 100 ? this.#apply(canary) : this.#waits(now);
    const { url } = now;
    if (ready && now.latestShare === share)
      return { kind: 'Done', detail: `${now.ready} has ${share} % of the traffic.`, ...(url && { externalUrl: url }) };
    return this.#waits(now);
  }

  #pinned(now: Standing): Promise<Progress> | Progress {
    if (now.canary !== 0) return this.#apply(0);
    return now.latestShare === 0
      ? { kind: 'Done', detail: 'What was replaced has all of the traffic.' }
      : this.#waits(now);
  }

  async #apply(canary: number | null): Promise<Progress> {
    const { config, name, goal } = this.#to;
    const { namespace, format, serviceAccount } = config;
    const wanted = { name, namespace, format, serviceAccount, canary, modelName: this.#order.version.modelName };
    const found = await this.#service.apply(inferenceService({ ...wanted, storageUri: goal.storageUri }));
    if ('progress' in found) return found.progress;
    return this.#later('The InferenceService was applied.');
  }

  #waits({ created, ready, latestShare }: Standing): Progress {
    const share = latestShare === null ? '' : `, with ${latestShare} % of the traffic`;
    return this.#later(`KServe is at it: created ${created ?? 'nothing'}, ready ${ready ?? 'nothing'}${share}.`);
  }

  #later(detail: string): Progress {
    return { kind: 'Later', detail, ...soon, memory: { ...this.#order.memory, touched: true } };
  }
}

function kept(memory: Memory): Progress {
  return { kind: 'Later', detail: 'It begins.', afterSeconds: 0, memory };
}
