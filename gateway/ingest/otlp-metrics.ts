import { type Refusal, refuse } from '../refusal.ts';
import { explicitBuckets, exponentialBuckets, valuesOf, type Weighted } from './otlp-buckets.ts';
import { attributeOf, boundOf, countOf, instantOf, isMap, type JsonObject, listOf, numberOf } from './otlp-values.ts';

/** A point as the graph takes it, and which data point it is of. */
export interface OtlpPoint {
  name: string;
  at: string;
  value: number;
  n: number;
  unit: string | null;
  slice: string | null;
  /** Of all data points that were sent, from 0. */
  source: number;
}

/** The points of one version or deployment. */
export interface OtlpGroup {
  of: { versionId: string } | { deploymentId: string };
  points: OtlpPoint[];
}

/** What an export holds, and which of its data points are not taken. */
export interface OtlpMetrics {
  kind: 'Metrics';
  groups: OtlpGroup[];
  /** Why, by data point. */
  rejected: Map<number, string>;
}

/** What of a resource says what was measured, and of a data point which part. */
const [deploymentAttribute, versionAttribute, sliceAttribute] = [
  'handoff.deployment.id',
  'handoff.version.id',
  'handoff.slice',
];
const mostPoints = 50_000;

/** The points of an export of OpenTelemetry metrics, OTLP as JSON; or what is wrong with it as a whole. Pure. */
export function metricsOf(payload: unknown): OtlpMetrics | Refusal {
  const resources = isMap(payload) ? listOf(payload.resourceMetrics ?? []) : null;
  if (!resources) return refuse(400, 'BAD_USER_INPUT', 'The body must be a JSON object with a list "resourceMetrics".');
  const found: OtlpMetrics = { kind: 'Metrics', groups: [], rejected: new Map() };
  const counter = { next: 0 };
  for (const resource of resources) addResource(found, resource, counter);
  if (counter.next <= mostPoints) return found;
  return refuse(413, 'TOO_COSTLY', `This export has more than ${mostPoints} data points: send smaller batches.`);
}

interface Counter {
  next: number;
}

function addResource(found: OtlpMetrics, resource: unknown, counter: Counter): void {
  if (!isMap(resource)) return;
  const attributes = isMap(resource.resource) ? resource.resource.attributes : undefined;
  const deploymentId = attributeOf(attributes, deploymentAttribute);
  const versionId = attributeOf(attributes, versionAttribute);
  const of = deploymentId !== undefined ? { deploymentId } : versionId !== undefined ? { versionId } : null;
  const group: OtlpGroup | null = of && { of, points: [] };
  for (const scope of listOf(resource.scopeMetrics) ?? [])
    for (const metric of (isMap(scope) && listOf(scope.metrics)) || []) addMetric(found, { metric, group }, counter);
  if (group && group.points.length > 0) found.groups.push(group);
}

const ofNothing = `The resource does not say what was measured: give it the attribute ${deploymentAttribute} or ${versionAttribute}.`;

function addMetric(found: OtlpMetrics, of: { metric: unknown; group: OtlpGroup | null }, counter: Counter): void {
  if (!isMap(of.metric)) return;
  const { name, unit } = of.metric;
  const head = {
    name: typeof name === 'string' ? name : '',
    unit: typeof unit === 'string' && unit !== '' ? unit : null,
  };
  for (const { kind, data } of kindsOf(of.metric)) {
    for (const point of listOf(data.dataPoints) ?? []) {
      const source = counter.next++;
      const values = of.group ? valuesIn(kind, data, point) : ofNothing;
      if (typeof values === 'string') found.rejected.set(source, values);
      else of.group?.points.push(...pointsOf(values, point as JsonObject, { ...head, source }));
    }
  }
}

const kinds = ['gauge', 'sum', 'histogram', 'exponentialHistogram', 'summary'] as const;
type Kind = (typeof kinds)[number];

function kindsOf(metric: JsonObject): { kind: Kind; data: JsonObject }[] {
  return kinds.flatMap(kind => {
    const data = metric[kind];
    return isMap(data) ? [{ kind, data }] : [];
  });
}

function pointsOf(values: Valued[], point: JsonObject, head: Pick<OtlpPoint, 'name' | 'unit' | 'source'>): OtlpPoint[] {
  const at = instantOf(point.timeUnixNano) ?? '';
  const slice = attributeOf(point.attributes, sliceAttribute) ?? null;
  return values.map(({ value, n, suffix = '' }) => ({ ...head, name: head.name + suffix, at, value, n, slice }));
}

/** A value, and what its metric is called behind the name that was sent. */
interface Valued extends Weighted {
  suffix?: string;
}

/** The values of a data point; none where it says that there is none; or why it is not taken. */
function valuesIn(kind: Kind, data: JsonObject, point: unknown): Valued[] | string {
  if (!isMap(point) || instantOf(point.timeUnixNano) === null) return 'A data point has no "timeUnixNano".';
  // FLAG_NO_RECORDED_VALUE.
  if (((numberOf(point.flags ?? 0) ?? 0) & 1) === 1) return [];
  if (kind === 'gauge') return single(point);
  if (kind === 'sum') return data.isMonotonic === true && !isDelta(data) ? cumulative : single(point);
  if (kind === 'summary') return quantilesIn(point);
  if (!isDelta(data)) return cumulative;
  const buckets = kind === 'histogram' ? explicitBuckets(point) : exponentialBuckets(point);
  if (buckets?.some(({ count }) => count > 0)) return valuesOf(buckets, boundOf(point.sum));
  return buckets === null ? wholeOf(point) : [];
}

const cumulative =
  'A sum since the start says nothing of a time: export deltas (OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE=delta).';

function isDelta({ aggregationTemporality: given }: JsonObject): boolean {
  return given === 1 || given === 'AGGREGATION_TEMPORALITY_DELTA';
}

function single({ asDouble, asInt }: JsonObject): Valued[] | string {
  const value = numberOf(asDouble ?? asInt);
  return value === null ? 'A data point has no finite "asDouble" or "asInt".' : [{ value, n: 1 }];
}

/** A histogram that has a count and a sum alone. */
function wholeOf({ count, sum }: JsonObject): Valued[] | string {
  const [n, all] = [countOf(count), boundOf(sum)];
  if (n === null || all === null)
    return 'A histogram has neither buckets that fit their bounds, nor "count" and "sum".';
  return n === 0 ? [] : [{ value: all / n, n }];
}

/** The quantiles of a summary, each as a metric of its own: latency_q0.95. */
function quantilesIn({ quantileValues }: JsonObject): Valued[] | string {
  const found = (listOf(quantileValues) ?? []).map(each => {
    const [quantile, value] = isMap(each) ? [numberOf(each.quantile ?? 0), numberOf(each.value ?? 0)] : [null, null];
    return quantile === null || value === null ? null : { value, n: 1, suffix: `_q${quantile}` };
  });
  if (found.length === 0 || found.includes(null)) return 'A summary has no finite quantile values.';
  return found as Valued[];
}
