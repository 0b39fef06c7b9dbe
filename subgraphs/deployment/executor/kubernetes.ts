import { readFile } from 'node:fs/promises';
import type { TargetAnswer, TargetRequest } from '@handoff/kit/http/target';
import type { z } from 'zod';
import { notIt, objectOf, refusal } from './answers.ts';
import type { kserveConfig } from './config.ts';
import { noSecret, type Tools } from './executor.ts';
import type { Progress } from './order.ts';

type Config = z.output<typeof kserveConfig>;

/** An object of the Kubernetes API, or what its answer means for an order; null: there is none. */
export type Found = { object: Record<string, unknown> | null } | { progress: Progress };

/** One object of the Kubernetes API. */
export interface KubernetesObject {
  read(): Promise<Found>;
  /** Server-side apply: Handoff owns the fields that it sends, and lets go of those that it sends no longer. */
  apply(body: object): Promise<Found>;
  remove(): Promise<Found>;
}

interface Access {
  url: string;
  token: string | null;
  authority?: string;
}

const manager = 'handoff';
const mounted = '/var/run/secrets/kubernetes.io/serviceaccount';

/** The object at a path of the cluster that a target names, or of the one that Handoff runs in. */
export async function kubernetesObject(
  config: Config,
  path: string,
  tools: Tools,
): Promise<KubernetesObject | { progress: Progress }> {
  const access = config.url === undefined ? await inCluster() : named(config, config.url, tools);
  if ('progress' in access) return access;
  const base = `${access.url.replace(/\/+$/, '')}${path}`;
  const send = (query: string, request: Omit<TargetRequest, 'signal' | 'authority'>) =>
    tools.http.request(`${base}${query}`, {
      ...request,
      headers: {
        accept: 'application/json',
        ...(access.token && { authorization: `Bearer ${access.token}` }),
        ...request.headers,
      },
      ...(access.authority && { authority: access.authority }),
      signal: tools.signal,
    });
  const apply = { 'content-type': 'application/apply-patch+yaml' };
  return {
    read: async () => found(await send('', {})),
    apply: async body => {
      const query = `?fieldManager=${manager}&force=true`;
      return found(await send(query, { method: 'PATCH', headers: apply, body: JSON.stringify(body) }));
    },
    remove: async () => found(await send('', { method: 'DELETE' })),
  };
}

function named(config: Config, url: string, { secret }: Tools): Access | { progress: Progress } {
  const { tokenSetting, certificateSetting } = config;
  const token = tokenSetting ? secret(tokenSetting) : null;
  if (tokenSetting && token === null) return { progress: noSecret(tokenSetting) };
  const authority = certificateSetting ? secret(certificateSetting) : null;
  if (certificateSetting && authority === null) return { progress: noSecret(certificateSetting) };
  return { url, token, ...(authority && { authority }) };
}

/** As Kubernetes tells the processes of a pod. */
async function inCluster(): Promise<Access | { progress: Progress }> {
  try {
    const [token, authority] = await Promise.all(
      ['token', 'ca.crt'].map(name => readFile(`${mounted}/${name}`, 'utf8')),
    );
    return { url: 'https://kubernetes.default.svc', token: token?.trim() ?? null, authority };
  } catch {
    const detail = 'Handoff does not run in Kubernetes: give the target "url" and "tokenSetting".';
    return { progress: { kind: 'Failed', detail } };
  }
}

function found(answer: TargetAnswer): Found {
  if (answer.kind === 'Problem') return { progress: refusal(answer, 'Kubernetes') };
  const object = objectOf(answer);
  if (!object) return { progress: answer.status >= 500 ? refusal(answer, 'Kubernetes') : notIt('Kubernetes') };
  if (answer.status === 404 && object.reason === 'NotFound') return { object: null };
  return answer.status < 300 ? { object } : { progress: refusal(answer, 'Kubernetes') };
}
