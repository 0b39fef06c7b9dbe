import type { IncomingMessage } from 'node:http';
import { system } from '@handoff/kit/actor';
import { collect } from '@handoff/kit/http/body';
import { isPlainJson } from '@handoff/kit/http/media-type';
import { type Answer, answerOfRefusal } from '../answer.ts';
import { large } from '../body.ts';
import type { House, Knock } from '../door.ts';
import { surprise } from '../errors.ts';
import { callGraph } from '../graph-call.ts';
import { isRefusal, type Refusal, refuse } from '../refusal.ts';
import { type Hook, judgeDelivery } from './mlflow-delivery.ts';

const query = `mutation Mlflow($input: RefreshSourceInput!) {
  refreshSource(input: $input) { problem { __typename message } }
}`;

type Genuine = Exclude<Hook, { kind: 'Refused' }>;

/**
 * Answers POST /hooks/mlflow, where MLflow sends its signed webhooks. 202: it is written down that this model is to be
 * read anew from MLflow; nothing else of the delivery is believed. 200: it was about no model. MLflow sends again what is
 * answered by 429 and 5xx.
 */
export async function answerMlflow(house: House, knock: Knock, secrets: readonly string[]): Promise<Answer> {
  const { accept } = knock.request.headers;
  try {
    const hook = await letIn(house, knock, secrets);
    if (isRefusal(hook)) return answerOfRefusal(hook, knock.requestId, accept);
    const headers = { 'content-type': 'application/json; charset=utf-8' };
    const body = hook.kind === 'Changed' ? { readingAnew: hook.model } : { ignored: hook.event };
    return { status: hook.status, headers, body: JSON.stringify(body), outcome: 'OK' };
  } catch (thrown) {
    return answerOfRefusal(surprise(thrown, { ...knock, log: house.log }), knock.requestId, accept);
  }
}

async function letIn(house: House, knock: Knock, secrets: readonly string[]): Promise<Genuine | Refusal> {
  const refused = refuseForm(knock.request, secrets);
  if (refused) return refused;
  const body = await read(knock.request);
  if (isRefusal(body)) return body;
  const hook = judgeDelivery({ headers: knock.request.headers, body }, { secrets, now: new Date() });
  if (hook.kind === 'Refused')
    return refuse(hook.status, hook.status === 401 ? 'UNAUTHENTICATED' : 'BAD_USER_INPUT', hook.message);
  return hook.kind === 'Ignored' ? hook : ((await writtenDown(house, knock, hook)) ?? hook);
}

function refuseForm({ method, headers }: IncomingMessage, secrets: readonly string[]): Refusal | null {
  if (secrets.length === 0) {
    const mend = 'Set HANDOFF_MLFLOW_URL and HANDOFF_MLFLOW_WEBHOOK_SECRET to hear from MLflow.';
    return refuse(404, 'BAD_USER_INPUT', `Nothing is heard from MLflow here. ${mend}`);
  }
  if (method !== 'POST') return { ...refuse(405, 'BAD_USER_INPUT', 'Use POST.'), headers: { allow: 'POST' } };
  if (isPlainJson(headers)) return null;
  return refuse(415, 'BAD_USER_INPUT', 'Send the event as "Content-Type: application/json", not compressed.');
}

async function read(request: IncomingMessage): Promise<Buffer | Refusal> {
  const body = await collect(request, large);
  if (body === 'cut off') return refuse(400, 'BAD_USER_INPUT', 'The request ended before its body was complete.');
  if (body !== 'too large') return body;
  const message = 'This delivery is larger than 256 kB: no event of MLflow is.';
  return { ...refuse(413, 'TOO_COSTLY', message), headers: { connection: 'close' } };
}

/** Writes down that a model is to be read anew, as Handoff itself; the same delivery twice is one. Null: it is done. */
async function writtenDown(house: House, knock: Knock, { model, deliveryId }: Genuine & { kind: 'Changed' }) {
  const input = { system: 'MLFLOW', externalId: model, idempotencyKey: `mlflow ${deliveryId}` };
  const { requestId, signal } = knock;
  const call = { query, variables: { input }, actor: system(requestId), signal };
  const answer = await callGraph<{ refreshSource: { problem: { message: string } | null } }>(house.graph, call);
  if (isRefusal(answer)) return answer;
  const { problem } = answer.refreshSource;
  return problem ? refuse(400, 'BAD_USER_INPUT', problem.message) : null;
}
