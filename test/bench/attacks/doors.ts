import { gzipSync } from 'node:zlib';
import type { Attack } from './attack.ts';
import { below, pick, type Random } from './random.ts';
import { hostileObjects, hostileTexts } from './texts.ts';

type Value = (random: Random) => unknown;

const text: Value = random => pick(hostileTexts, random);
const thing: Value = random => pick([...hostileObjects, ...hostileTexts], random);
const labels: Value = random => ({
  alertname: text(random),
  model: pick(['churn', text(random)], random),
  [String(text(random))]: text(random),
});

const alerts: Value = random => ({
  version: '4',
  status: thing(random),
  groupLabels: thing(random),
  alerts: Array.from({ length: below(5, random) }, () => ({
    status: pick(['firing', 'resolved', thing(random)], random),
    labels: random() < 0.8 ? labels(random) : thing(random),
    annotations: pick([{ summary: text(random), description: text(random) }, thing(random)], random),
    startsAt: pick(['2026-11-21T09:00:00Z', thing(random)], random),
    endsAt: thing(random),
    generatorURL: text(random),
    fingerprint: pick(['5fec9a413a00d49a', thing(random)], random),
  })),
});

const attribute: Value = random => ({
  key: pick(['service.version', 'handoff.version', 'handoff.deployment', text(random)], random),
  value: pick([{ stringValue: text(random) }, { intValue: text(random) }, thing(random)], random),
});

const point: Value = random => ({
  asInt: pick(['1', text(random), undefined], random),
  asDouble: pick([1, 'NaN', 1e308, undefined, thing(random)], random),
  timeUnixNano: pick(['1795251600000000000', text(random), 1e300, undefined], random),
  attributes: pick([[attribute(random)], thing(random)], random),
  bucketCounts: pick([['1', '2'], thing(random), undefined], random),
  explicitBounds: pick([[1], [1, 1], thing(random), undefined], random),
});

const metrics: Value = random => {
  const kind = pick(['gauge', 'sum', 'histogram', 'summary', 'exponentialHistogram', '__proto__'], random);
  const data = pick([{ dataPoints: [point(random)] }, thing(random)], random);
  const metric = Object.fromEntries([
    ['name', pick(['latency_ms', text(random)], random)],
    [kind, data],
  ]);
  return {
    resourceMetrics: pick(
      [[{ resource: { attributes: [attribute(random)] }, scopeMetrics: [{ metrics: [metric] }] }], thing(random)],
      random,
    ),
  };
};

const line: Value = random => ({
  versionId: pick(['ver_x', thing(random)], random),
  at: pick(['2026-11-21T09:00:00Z', thing(random)], random),
  predictionId: thing(random),
  features: pick([{ [String(text(random))]: thing(random) }, ...hostileObjects], random),
  prediction: thing(random),
  score: thing(random),
  latencyMs: pick([1, -1, 1e308, thing(random)], random),
});

const person: Value = random => ({
  schemas: thing(random),
  userName: pick(['noor', text(random)], random),
  externalId: text(random),
  name: pick([{ formatted: text(random) }, thing(random)], random),
  emails: pick([[{ value: text(random), primary: thing(random) }], thing(random)], random),
  active: thing(random),
});

const change: Value = random => ({
  schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
  Operations: pick(
    [
      [{ op: pick(['add', 'replace', 'remove', text(random)], random), path: text(random), value: thing(random) }],
      [{ op: 'remove', path: `members[value eq "${'x'.repeat(below(900, random))}"]` }],
      [{ op: 'remove', path: `members[${'('.repeat(below(900, random))}` }],
      thing(random),
    ],
    random,
  ),
});

const bombs: Readonly<Record<string, Uint8Array>> = {
  'a bomb': gzipSync(Buffer.alloc(32 * 1024 * 1024)),
  'a bomb of lines': gzipSync('\n'.repeat(8 * 1024 * 1024)),
  'a bomb in a bomb': gzipSync(gzipSync(Buffer.alloc(32 * 1024 * 1024))),
  'half a bomb': gzipSync(Buffer.alloc(32 * 1024 * 1024)).subarray(0, 10_000),
  'no gzip at all': Buffer.from('this is no gzip'),
};

interface Door {
  method: string;
  path: string;
  type: string;
  value: Value;
}

const json = 'application/json';
const doors: readonly Door[] = [
  { method: 'POST', path: '/ingest/alertmanager', type: json, value: alerts },
  { method: 'POST', path: '/ingest/otlp/v1/metrics', type: json, value: metrics },
  { method: 'POST', path: '/ingest/observations?batchId=x', type: 'application/x-ndjson', value: line },
  { method: 'POST', path: '/hooks/mlflow', type: json, value: alerts },
  { method: 'POST', path: '/scim/v2/Users', type: 'application/scim+json', value: person },
  { method: 'PATCH', path: '/scim/v2/Users/per_x', type: json, value: change },
  { method: 'PUT', path: '/scim/v2/Groups/team_x', type: json, value: person },
  { method: 'PATCH', path: '/scim/v2/Groups/team_x', type: json, value: change },
];

/** A body for one of the doors beside the graph: of the right form with something hostile in it, or of none. */
export function hostileDelivery(random: Random): Attack {
  const { method, path, type, value } = pick(doors, random);
  const made = random() < 0.85 ? value(random) : thing(random);
  const sent = JSON.stringify(made) ?? '';
  const body = random() < 0.1 ? sent.slice(0, below(sent.length, random)) : sent;
  return { kind: `${method} ${path}`, method, path, headers: { 'content-type': type }, body, as: 'known' };
}

/** Something packed, for the doors that unpack. */
export function hostilePacking(random: Random): Attack {
  const kind = pick(Object.keys(bombs), random);
  const { method, path, type } = pick(doors.slice(1, 3), random);
  const headers = { 'content-type': type, 'content-encoding': 'gzip' };
  return { kind: `${kind} to ${path}`, method, path, headers, body: bombs[kind] ?? null, as: 'known' };
}

const pages = [
  '/models/churn',
  '/',
  '/people',
  '/promotions',
  '/auth/token',
  '/auth/demo',
  '/auth/sign-out',
  '/versions/x',
  '/models',
];

/** A form for a page that does not come from it, or whose fields are hostile. */
export function hostilePost(random: Random): Attack {
  const path = pick(pages, random);
  const fields = new URLSearchParams({
    token: pick(['', 'x', String(text(random))], random),
    move: pick(['subscribe', '__proto__', 'constructor', 'toString', String(text(random))], random),
    to: String(text(random)),
    person: String(text(random)),
    secret: String(text(random)),
    [String(text(random))]: String(text(random)),
  }).toString();
  const headers = {
    'content-type': pick(
      ['application/x-www-form-urlencoded', 'text/plain', 'multipart/form-data; boundary=x'],
      random,
    ),
    origin: pick(['https://evil.example', 'null', 'http://localhost'], random),
    'sec-fetch-site': pick(['cross-site', 'same-site', 'same-origin'], random),
  };
  return { kind: `a form for ${path}`, method: 'POST', path, headers, body: fields.slice(0, 100_000), as: 'known' };
}
