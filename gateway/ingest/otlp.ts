import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Actor } from '@handoff/kit/actor';
import { collect } from '@handoff/kit/http/body';
import type { Answer } from '../answer.ts';
import type { House, Knock } from '../door.ts';
import { surprise } from '../errors.ts';
import { callGraph } from '../graph-call.ts';
import { refuseJson } from '../guard/json.ts';
import { isRefusal, type Refusal, refuse } from '../refusal.ts';
import { metricsOf, type OtlpGroup, type OtlpMetrics, type OtlpPoint } from './otlp-metrics.ts';
import { unpack } from './unpack.ts';

/** Where metrics of OpenTelemetry come in. */
export const otlpMetricsPath = '/ingest/otlp/v1/metrics';

const largest = 4 * 1024 * 1024;
/** The graph takes so many points at once. */
const atOnce = 1000;
const query = `mutation OtlpMetrics($input: RecordMetricsInput!) {
  recordMetrics(input: $input) { rejected { index reason } problem { __typename message } }
}`;

interface Recorded {
  rejected: { index: number; reason: string }[];
  problem: { message: string } | null;
}

/**
 * Answers POST /ingest/otlp/v1/metrics: OTLP over HTTP as JSON, its answers and errors too. What is taken is recorded as
 * metrics of the version or deployment that the resource names; the rest is told as partial success. The same export
 * again counts once.
 */
export async function answerOtlpMetrics(house: House, knock: Knock): Promise<Answer> {
  try {
    const found = await letIn(house, knock);
    return isRefusal(found) ? refusalAnswer(found, knock.request) : plain(200, partialSuccess(found), 'OK');
  } catch (thrown) {
    return refusalAnswer(surprise(thrown, { ...knock, log: house.log }), knock.request);
  }
}

async function letIn(house: House, knock: Knock): Promise<OtlpMetrics['rejected'] | Refusal> {
  const { request, requestId } = knock;
  const bearer = refuseForm(request) ?? (await house.identify.authenticate(request.headersDistinct));
  if (isRefusal(bearer)) return bearer;
  const sent = await collect(request, largest);
  if (sent === 'too large') return tooLarge();
  if (sent === 'cut off') return refuse(400, 'BAD_USER_INPUT', 'The request ended before its body was complete.');
  const actor = await house.identify.actor(bearer, { headers: request.headersDistinct, body: sent, requestId });
  if (isRefusal(actor)) return actor;
  const body = await unpacked(request, sent);
  if (isRefusal(body)) return body;
  const metrics = refuseJson(body, Number.POSITIVE_INFINITY) ?? metricsOf(parsed(body));
  return isRefusal(metrics) ? metrics : recordAll(house, knock, { actor, metrics });
}

function refuseForm({ method, headers }: IncomingMessage): Refusal | null {
  if (method !== 'POST') return { ...refuse(405, 'BAD_USER_INPUT', 'Use POST.'), headers: { allow: 'POST' } };
  if (!/^application\/json *(; *charset="?utf-?8"?)? *$/i.test(headers['content-type'] ?? '')) {
    return refuse(415, 'BAD_USER_INPUT', 'Export as JSON: set OTEL_EXPORTER_OTLP_PROTOCOL=http/json.');
  }
  if (['identity', 'gzip'].includes(headers['content-encoding'] ?? 'identity')) return null;
  return refuse(415, 'BAD_USER_INPUT', 'Send the export as it is, or as "Content-Encoding: gzip".');
}

function tooLarge(): Refusal {
  return {
    ...refuse(413, 'TOO_COSTLY', 'This export is too large: export smaller batches.'),
    headers: { connection: 'close' },
  };
}

async function unpacked({ headers }: IncomingMessage, body: Buffer): Promise<Buffer | Refusal> {
  if (headers['content-encoding'] !== 'gzip') return body;
  const found = await unpack(body);
  if (found === 'too large') return tooLarge();
  if (found !== 'no gzip') return found;
  return refuse(400, 'BAD_USER_INPUT', 'The export says that it is gzip, and cannot be unpacked as such.');
}

function parsed(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return undefined;
  }
}

async function recordAll(house: House, knock: Knock, of: { actor: Actor; metrics: OtlpMetrics }) {
  const { groups, rejected } = of.metrics;
  for (const { of: subject, points } of groups) {
    for (let from = 0; from < points.length; from += atOnce) {
      const part = { of: subject, points: points.slice(from, from + atOnce) };
      const refused = await record(house, knock, { actor: of.actor, part });
      if (isRefusal(refused)) return refused;
      for (const [source, reason] of refused) rejected.set(source, reason);
    }
  }
  return rejected;
}

async function record({ graph }: House, { signal }: Knock, of: { actor: Actor; part: OtlpGroup }) {
  const points = of.part.points.map(({ source: _, ...point }) => point);
  // An exporter sends again what it heard no answer to: the same points are the same batch.
  const batchId = `otlp ${createHash('sha256').update(JSON.stringify(points)).digest('hex')}`;
  const input = { ...of.part.of, batchId, points };
  const call = { query, variables: { input }, actor: of.actor, signal };
  const answer = await callGraph<{ recordMetrics: Recorded }>(graph, call);
  if (isRefusal(answer)) return answer;
  const { problem, rejected } = answer.recordMetrics;
  const reasons = problem ? points.map((_, index) => ({ index, reason: problem.message })) : rejected;
  const sourceOf = (index: number) => (of.part.points[index] as OtlpPoint).source;
  return new Map(reasons.map(({ index, reason }) => [sourceOf(index), reason]));
}

/** Numbers of 64 bits are texts in the JSON of protocol buffers. */
function partialSuccess(rejected: OtlpMetrics['rejected']): object {
  if (rejected.size === 0) return {};
  const reasons = [...new Set(rejected.values())];
  const more = reasons.length > 5 ? ` And ${reasons.length - 5} more reasons.` : '';
  const errorMessage = `${reasons.slice(0, 5).join(' ')}${more}`;
  return { partialSuccess: { rejectedDataPoints: String(rejected.size), errorMessage } };
}

/** Codes of gRPC, which the errors of OTLP carry. */
const codes: Readonly<Record<number, number>> = { 401: 16, 403: 7, 413: 8, 429: 8, 500: 13, 503: 14 };

function refusalAnswer({ status, code, message, headers = {} }: Refusal, request: IncomingMessage): Answer {
  const closing: Record<string, string> = request.complete ? {} : { connection: 'close' };
  const answer = plain(status, { code: codes[status] ?? 3, message }, code);
  return { ...answer, headers: { ...answer.headers, ...headers, ...closing } };
}

function plain(status: number, value: object, outcome: string): Answer {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(value), outcome };
}
