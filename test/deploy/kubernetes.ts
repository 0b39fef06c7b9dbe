import { readdirSync, readFileSync } from 'node:fs';
import { parseAllDocuments } from 'yaml';

/** Where the manifests are. */
export const folder = new URL('../../docs/deploy/kubernetes/', import.meta.url);

export interface Env {
  name: string;
  value?: string;
}

interface Probe {
  httpGet: { path: string; port: string };
}

export interface Container {
  name: string;
  image: string;
  args: string[];
  env: Env[];
  envFrom: { configMapRef: { name: string } }[];
  ports: { name: string; containerPort: number }[];
  startupProbe: Probe;
  livenessProbe: Probe;
  readinessProbe: Probe;
  lifecycle: { preStop: { sleep: { seconds: number } } };
  securityContext: Record<string, unknown>;
  resources: { requests: Record<string, string>; limits: Record<string, string> };
}

export interface Pod {
  metadata: { labels: Record<string, string> };
  spec: {
    enableServiceLinks: boolean;
    automountServiceAccountToken: boolean;
    terminationGracePeriodSeconds: number;
    securityContext: Record<string, unknown>;
    containers: [Container];
    volumes: { name: string; secret?: { secretName: string; defaultMode: number } }[];
  };
}

/** One resource, with what the tests read of it. */
export interface Resource {
  file: string;
  apiVersion: string;
  kind: string;
  metadata: { name: string; labels?: Record<string, string> };
  data?: Record<string, string>;
  spec?: Record<string, unknown>;
}

/** All resources of the manifests, without the kustomization. */
export function resources(): Resource[] {
  const files = readdirSync(folder).filter(name => name !== 'kustomization.yaml');
  return files.flatMap(file =>
    parseAllDocuments(readFileSync(new URL(file, folder), 'utf8')).map(document => {
      if (document.errors.length > 0) throw document.errors[0];
      return { file, ...(document.toJS() as Omit<Resource, 'file'>) };
    }),
  );
}

/** The pod of each Deployment, by its name. */
export function pods(): Map<string, Pod> {
  const deployments = resources().filter(({ kind }) => kind === 'Deployment');
  return new Map(deployments.map(({ metadata, spec }) => [metadata.name, spec?.template as Pod]));
}

/** Whether labels fit a selector. */
export function selects(selector: Selector, labels: Record<string, string>): boolean {
  const { matchLabels = {}, matchExpressions = [] } = selector;
  return (
    Object.entries(matchLabels).every(([name, value]) => labels[name] === value) &&
    matchExpressions.every(({ key, values }) => values.includes(labels[key] ?? ''))
  );
}

export interface Selector {
  matchLabels?: Record<string, string>;
  matchExpressions?: { key: string; operator: 'In'; values: string[] }[];
}
