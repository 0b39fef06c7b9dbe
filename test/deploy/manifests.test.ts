import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readSettings } from '@handoff/kit/settings';
import { partNames, settingsFor } from '@handoff/kit/settings/parts';
import { fileNames, settingNames } from '@handoff/kit/settings/schema';
import { Deployment } from 'kubernetes-models/apps/v1';
import { NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1';
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1';
import { ConfigMap, Service } from 'kubernetes-models/v1';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { parse } from 'yaml';
import { type SplitHouse, splitHouse } from '../house.ts';
import { folder, pods, type Resource, resources, type Selector, selects } from './kubernetes.ts';
import { run } from './run.ts';

const all = resources();
const named = (kind: string) => all.filter(each => each.kind === kind);
const settings = all.find(({ kind }) => kind === 'ConfigMap')?.data ?? {};

const kinds = {
  Deployment: ['apps/v1', Deployment],
  Service: ['v1', Service],
  ConfigMap: ['v1', ConfigMap],
  PodDisruptionBudget: ['policy/v1', PodDisruptionBudget],
  NetworkPolicy: ['networking.k8s.io/v1', NetworkPolicy],
} as const;

/** What Kubernetes is sent of a resource. */
function sent({ file: _, ...resource }: Resource) {
  return resource;
}

describe('as Kubernetes reads them', () => {
  test.each(all.map(each => [`${each.kind} ${each.metadata.name}`, each] as const))(
    '%s has values that fit',
    (_, each) => {
      const [version, Model] = kinds[each.kind as keyof typeof kinds];
      expect(each.apiVersion).toBe(version);
      const { apiVersion: _version, kind: _kind, ...rest } = sent(each);
      new (Model as new (of: object) => { validate(): void })(rest).validate();
    },
  );

  it('has no field that Kubernetes does not know: the compiler reads them as its types', () => {
    const place = mkdtempSync(join(tmpdir(), 'handoff-manifests-'));
    try {
      symlinkSync(fileURLToPath(new URL('../node_modules', import.meta.url)), join(place, 'node_modules'));
      expect(compiled(place, all.map(sent))).toBe('');
      const [first] = named('Deployment').map(sent);
      const mistyped = JSON.parse(JSON.stringify(first).replace('"livenessProbe"', '"livenesProbe"'));
      expect(compiled(place, [mistyped])).toMatch(/livenesProbe.*IContainer/);
    } finally {
      rmSync(place, { recursive: true });
    }
  });
});

/** What the compiler says of resources as values of the types of Kubernetes; nothing when they fit. */
function compiled(place: string, of: readonly Omit<Resource, 'file'>[]): string {
  const lines = of.map(each => {
    const [version] = kinds[each.kind as keyof typeof kinds];
    const { kind: _, apiVersion: _version, ...rest } = each;
    return `new (await import('kubernetes-models/${version}')).${each.kind}(${JSON.stringify(rest)});`;
  });
  writeFileSync(join(place, 'package.json'), '{"type":"module"}');
  writeFileSync(join(place, 'manifests.ts'), `${lines.join('\n')}\nexport {};\n`);
  const compiler = fileURLToPath(new URL('../../node_modules/.bin/tsc', import.meta.url));
  const flags = [
    '--noEmit',
    '--strict',
    '--skipLibCheck',
    '--target',
    'es2022',
    '--module',
    'nodenext',
    '--ignoreConfig',
  ];
  return run(compiler, [...flags, 'manifests.ts'], place);
}

describe('as Handoff reads them', () => {
  it('runs every part, and nothing else', () => {
    expect([...pods().keys()].toSorted()).toEqual(partNames.toSorted());
    for (const [name, { spec }] of pods()) expect(spec.containers[0].args).toEqual(['serve', name]);
  });

  it('sets nothing but settings', () => {
    const files = fileNames.map(name => `${name}_FILE`);
    const given = [...pods().values()].flatMap(({ spec }) => spec.containers[0].env.map(({ name }) => name));
    expect(given.filter(name => !files.includes(name))).toEqual([]);
    expect(Object.keys(settings).filter(name => !settingNames.includes(name as (typeof settingNames)[number]))).toEqual(
      [],
    );
  });

  test.each(partNames)('%s starts with what it is given, once the secret is there', part => {
    const place = mkdtempSync(join(tmpdir(), 'handoff-secret-'));
    try {
      const env = pods().get(part)?.spec.containers[0].env ?? [];
      const files = env.map(({ name, value = '' }) => [name, value.replace('/run/handoff', place)] as const);
      const without = readSettings({ ...settings, ...Object.fromEntries(files) });
      expect('problems' in without && without.problems).toHaveLength(files.length);
      for (const [name, path] of files) writeFileSync(path, secrets[name] ?? '');
      const read = readSettings({ ...settings, ...Object.fromEntries(files) });
      expect(read).not.toHaveProperty('problems');
      expect('settings' in read && settingsFor(part, read.settings)).not.toHaveProperty('problems');
    } finally {
      rmSync(place, { recursive: true });
    }
  });
});

const secrets: Record<string, string> = {
  DATABASE_URL_FILE: 'postgres://handoff:secret@db.example.com:5432/handoff',
  HANDOFF_INTERNAL_KEY_FILE: '0123456789abcdef0123456789abcdef',
  HANDOFF_BOOTSTRAP_TOKEN_FILE: '0123456789abcdef0123456789abcdef',
  SLACK_BOT_TOKEN_FILE: 'xoxb-1',
  SLACK_APP_TOKEN_FILE: 'xapp-1',
};

describe('as they fit together', () => {
  it('finds every part where its Service is', () => {
    for (const part of partNames.filter(name => name !== 'bot')) {
      const { hostname, port, pathname } = new URL(settings[`${part.toUpperCase()}_URL`] ?? '');
      const service = named('Service').find(({ metadata }) => metadata.name === hostname);
      expect(service?.spec).toMatchObject({ ports: [{ port: Number(port), targetPort: 'http' }] });
      expect(pathname).toBe('/graphql');
      const labels = pods().get(part)?.metadata.labels ?? {};
      expect(selects({ matchLabels: service?.spec?.selector as Record<string, string> }, labels)).toBe(true);
    }
    for (const { spec } of pods().values())
      expect(spec.containers[0].ports[0]?.containerPort).toBe(Number(settings.PORT));
  });

  it('keeps one of each part through drains and releases, but for the bot', () => {
    for (const { metadata, spec } of named('Deployment')) {
      const budgets = named('PodDisruptionBudget').filter(each =>
        selects(each.spec?.selector as Selector, metadata.labels ?? {}),
      );
      expect(budgets).toHaveLength(metadata.name === 'bot' ? 0 : 1);
      expect(spec?.replicas).toBe(metadata.name === 'bot' ? 1 : 2);
      expect(spec?.strategy).toMatchObject({ rollingUpdate: { maxUnavailable: 0 } });
    }
  });

  it('lets nobody but the gateway ask a subgraph', () => {
    const policies = named('NetworkPolicy').map(({ spec }) => spec as unknown as Policy);
    for (const [part, { metadata }] of pods()) {
      const open = policies.filter(
        each => each.policyTypes.includes('Ingress') && selects(each.podSelector, metadata.labels),
      );
      const from = open.flatMap(({ ingress = [] }) => ingress).flatMap(each => each.from);
      const parts = partNames.filter(other =>
        from.some(({ podSelector }) => podSelector && selects(podSelector, pods().get(other)?.metadata.labels ?? {})),
      );
      const expected = part === 'gateway' ? [...partNames] : part === 'bot' ? [] : ['gateway'];
      expect({ part, parts }).toEqual({ part, parts: expected });
      expect(open.length).toBeGreaterThan(0);
    }
  });

  it('gives no process more than it needs', () => {
    for (const { spec } of pods().values()) {
      const [container] = spec.containers;
      expect(spec).toMatchObject({ enableServiceLinks: false, automountServiceAccountToken: false });
      expect(spec.securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
      expect(container.securityContext).toEqual({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      });
      expect(spec.volumes.find(({ secret }) => secret)?.secret).toEqual({ secretName: 'handoff', defaultMode: 0o440 });
      expect(Object.keys(container.resources)).toEqual(['requests', 'limits']);
      // Five seconds for requests under way, and some to spare.
      const { seconds } = container.lifecycle.preStop.sleep;
      expect(spec.terminationGracePeriodSeconds).toBeGreaterThanOrEqual(seconds + 10);
    }
  });

  it('lists every file, and the version that this is', () => {
    const text = readFileSync(new URL('kustomization.yaml', folder), 'utf8');
    const { resources: listed, images } = parse(text) as { resources: string[]; images: [{ newTag: string }] };
    expect(listed.toSorted()).toEqual([...new Set(all.map(({ file }) => file))].toSorted());
    const { version } = JSON.parse(readFileSync(new URL('../../../package.json', folder), 'utf8')) as {
      version: string;
    };
    expect(images[0].newTag).toBe(version);
  });
});

interface Policy {
  podSelector: Selector;
  policyTypes: string[];
  ingress?: { from: { podSelector?: Selector }[] }[];
}

describe('as the parts answer', () => {
  let house: SplitHouse;
  beforeAll(async () => {
    house = await splitHouse();
  });
  afterAll(() => house.stop());

  test.each(partNames)('%s answers its probes', async part => {
    const container = pods().get(part)?.spec.containers[0];
    for (const probe of [container?.startupProbe, container?.livenessProbe, container?.readinessProbe]) {
      expect(probe?.httpGet.port).toBe('http');
      expect((await fetch(`${house.parts.addressOf(part)}${probe?.httpGet.path}`)).status).toBe(200);
    }
  });
});
