import type { IncomingMessage } from 'node:http';
import type { Actor } from '@handoff/kit/actor';
import { collect } from '@handoff/kit/http/body';
import { isPlainJson } from '@handoff/kit/http/media-type';
import { type Answer, answerOfRefusal } from '../answer.ts';
import { large } from '../body.ts';
import type { House, Knock } from '../door.ts';
import { surprise } from '../errors.ts';
import { callGraph } from '../graph-call.ts';
import { refuseJson } from '../guard/json.ts';
import { isRefusal, type Refusal, refuse } from '../refusal.ts';
import { alertsOf, type ReceivedAlert } from './alertmanager-payload.ts';

const query = `mutation Alertmanager($input: ReceiveAlertsInput!) {
  receiveAlerts(input: $input) { accepted rejected { index reason } problem { __typename message } }
}`;

/** What came of the alerts, as the graph says it. */
interface Received {
  accepted: number;
  rejected: { index: number; reason: string }[];
  problem: { message: string } | null;
}

/**
 * Answers POST /ingest/alertmanager, the webhook of Prometheus Alertmanager: its alerts go to the graph as one change,
 * made by the caller. 200 says how many were taken and which were not; Alertmanager sends again what is answered by 5xx.
 */
export async function answerAlertmanager(house: House, knock: Knock): Promise<Answer> {
  const { accept } = knock.request.headers;
  try {
    const received = await letIn(house, knock);
    if (isRefusal(received)) return answerOfRefusal(received, knock.requestId, accept);
    const { accepted, rejected } = received;
    const headers = { 'content-type': 'application/json; charset=utf-8' };
    return { status: 200, headers, body: JSON.stringify({ accepted, rejected }), outcome: 'OK' };
  } catch (thrown) {
    return answerOfRefusal(surprise(thrown, { ...knock, log: house.log }), knock.requestId, accept);
  }
}

async function letIn(house: House, knock: Knock): Promise<Received | Refusal> {
  const { request, requestId } = knock;
  const bearer = refuseForm(request) ?? (await house.identify.authenticate(request.headersDistinct));
  if (isRefusal(bearer)) return bearer;
  const body = await read(request);
  if (isRefusal(body)) return body;
  const alerts = refuseJson(body) ?? alertsOf(parsed(body));
  if (isRefusal(alerts)) return alerts;
  const actor = await house.identify.actor(bearer, { headers: request.headersDistinct, body, requestId });
  return isRefusal(actor) ? actor : receive(house, knock, { actor, alerts });
}

function refuseForm({ method, headers }: IncomingMessage): Refusal | null {
  if (method !== 'POST') return { ...refuse(405, 'BAD_USER_INPUT', 'Use POST.'), headers: { allow: 'POST' } };
  if (isPlainJson(headers)) return null;
  return refuse(
    415,
    'BAD_USER_INPUT',
    'Send the alerts as "Content-Type: application/json", in UTF-8, not compressed.',
  );
}

async function read(request: IncomingMessage): Promise<Buffer | Refusal> {
  const body = await collect(request, large);
  if (body === 'cut off') return refuse(400, 'BAD_USER_INPUT', 'The request ended before its body was complete.');
  if (body !== 'too large') return body;
  const message = 'This delivery is larger than 256 kB: set max_alerts in the webhook_config, or group by more labels.';
  return { ...refuse(413, 'TOO_COSTLY', message), headers: { connection: 'close' } };
}

/** The JSON of a body; undefined where there is none. */
function parsed(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return undefined;
  }
}

async function receive({ graph }: House, { signal }: Knock, of: { actor: Actor; alerts: ReceivedAlert[] }) {
  const call = { query, variables: { input: { alerts: of.alerts } }, actor: of.actor, signal };
  const answer = await callGraph<{ receiveAlerts: Received }>(graph, call);
  if (isRefusal(answer)) return answer;
  const { problem } = answer.receiveAlerts;
  return problem ? refuse(400, 'BAD_USER_INPUT', problem.message) : answer.receiveAlerts;
}
