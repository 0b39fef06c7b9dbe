import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer } from './answer.ts';
import type { Core } from './core.ts';
import type { DeliveryFault, DeliveryKind } from './faults.ts';
import { sendRequest, signedRequest } from './http-delivery.ts';
import { nameOfDelivery, noteWire } from './wire.ts';

/** What is brought to the app. */
export interface Parcel {
  kind: DeliveryKind;
  payload: Record<string, unknown>;
}

/** How a delivery went. */
export interface Delivery extends Answer {
  /** Time from sending to the acknowledgement, in milliseconds. */
  ackMs: number;
  /** How often it was sent; events are repeated until they are acknowledged. */
  tries: number;
  /** The answer to the second copy, when a fault sent one. */
  again?: Answer;
}

/** What a repetition tells the app about itself. */
interface Retry {
  number: number;
  reason: string;
}

/** What comes back for something the app is not told about. */
export const nothingToDeliver: Delivery = { status: 204, payload: undefined, ackMs: 0, tries: 0 };

/** Brings a command or an interaction to the app, once. */
export async function deliver(core: Core, parcel: Parcel): Promise<Delivery> {
  const done = core.activity.deliveryStarted();
  try {
    return await attempt(core, parcel);
  } finally {
    done();
  }
}

/** Brings an event to the app, and again after each pause until it is acknowledged. */
export async function deliverEvent(core: Core, parcel: Parcel): Promise<Delivery> {
  let delivery = await deliver(core, parcel);
  for (const [index, pause] of core.settings.retryDelaysMs.entries()) {
    if (isAcknowledged(delivery) || delivery.noRetry) return delivery;
    const goOn = await sleep(pause, true, { signal: core.stopping.signal }).catch(() => false);
    if (!goOn) return delivery;
    const retry = { number: index + 1, reason: delivery.error ?? 'http_error' };
    delivery = { ...(await attempt(core, parcel, retry)), tries: index + 2 };
  }
  return delivery;
}

/** Whether the app took a delivery. */
export function isAcknowledged(delivery: Answer): boolean {
  return delivery.status >= 200 && delivery.status < 300;
}

async function attempt(core: Core, parcel: Parcel, retry?: Retry): Promise<Delivery> {
  const fault = core.deliveryFaults.take(parcel.kind);
  if (fault?.kind === 'delay') await sleep(fault.ms);
  const start = performance.now();
  const { answer, again } = await sendWith(core, { parcel, retry, fault });
  noteDelivery(core, parcel, { answer, ms: performance.now() - start, retry });
  return { ...answer, ackMs: performance.now() - start, tries: 1, ...(again && { again }) };
}

function noteDelivery(
  { workspace, settings }: Core,
  { kind, payload }: Parcel,
  { answer, ms, retry }: { answer: Answer; ms: number; retry: Retry | undefined },
): void {
  const late = answer.error === 'http_timeout' || ms > settings.ackMs;
  const wrong = late
    ? [`not acknowledged within ${settings.ackMs / 1000} s`]
    : isAcknowledged(answer)
      ? []
      : [failure(answer)];
  const again = retry ? ` (sent again, ${retry.number})` : '';
  noteWire(workspace, {
    ...{ way: 'to-app', name: `${nameOfDelivery(kind, payload)}${again}`, content: payload },
    ...{ outcome: isAcknowledged(answer) ? 'acknowledged' : failure(answer), ms, violations: wrong },
  });
}

function failure({ status, error }: Answer): string {
  return error ?? `answered ${status}`;
}

interface Sending {
  parcel: Parcel;
  retry?: Retry;
  fault?: DeliveryFault;
}

async function sendWith(core: Core, sending: Sending): Promise<{ answer: Answer; again?: Answer }> {
  const lost: Answer = { status: 0, payload: undefined, error: 'http_timeout' };
  const send = sender(core, sending);
  switch (sending.fault?.kind) {
    case 'drop':
      return { answer: lost };
    case 'loseAck':
      await send();
      return { answer: lost };
    case 'lateAck': {
      const answer = await send();
      await sleep(sending.fault.ms);
      return { answer: sending.fault.ms > core.settings.ackMs ? lost : answer };
    }
    case 'duplicate': {
      const [answer, again] = await Promise.all([send(), send()]);
      return { answer, again };
    }
    case 'replay':
      return { answer: await send(), again: await send() };
    default:
      return { answer: await send() };
  }
}

/** A function that sends the same thing each time it is called. */
function sender(core: Core, sending: Sending): () => Promise<Answer> {
  const { ackMs } = core.settings;
  const { target } = core;
  if (target.mode === 'socket') return () => core.sockets.send(envelopeOf(sending), ackMs);
  const request = requestOf(core, sending, target.requestUrl);
  return () => sendRequest(request, ackMs);
}

function envelopeOf({ parcel, retry }: Sending) {
  const isEvent = parcel.kind === 'events_api';
  return {
    type: parcel.kind,
    payload: parcel.payload,
    accepts_response_payload: !isEvent,
    ...(isEvent && { retry_attempt: retry?.number ?? 0, retry_reason: retry?.reason ?? '' }),
  };
}

function requestOf(core: Core, { parcel, retry, fault }: Sending, url: string) {
  const skew = fault?.kind === 'skew' ? fault.seconds : 0;
  return signedRequest({
    url,
    body: bodyOf(parcel),
    contentType: parcel.kind === 'events_api' ? 'application/json' : 'application/x-www-form-urlencoded',
    seconds: Math.floor(core.settings.now() / 1000) + skew,
    secret: fault?.kind === 'badSignature' ? `not ${core.settings.signingSecret}` : core.settings.signingSecret,
    headers: retry && { 'x-slack-retry-num': String(retry.number), 'x-slack-retry-reason': retry.reason },
  });
}

function bodyOf({ kind, payload }: Parcel): string {
  if (kind === 'events_api') return JSON.stringify(payload);
  if (kind === 'interactive') return new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
  const fields = Object.entries(payload).map(([key, value]): [string, string] => [key, String(value)]);
  return new URLSearchParams(fields).toString();
}
