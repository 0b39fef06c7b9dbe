import type { Log } from '@handoff/kit/log';
import type { AckFn, App, ReceiverEvent } from '@slack/bolt';
import { deliveryOf, type SlackDelivery } from './delivery.ts';
import type { Inbox } from './inbox.ts';
import type { Replays, Signed } from './replays.ts';
import { tracedDelivery } from './trace.ts';

/** Slack waits 3 s for an acknowledgement; when the database is slower than this, a person is not made to wait. */
const patienceMs = 2_000;

type Process = App['processEvent'];

export interface IntakeOptions {
  inbox: () => Inbox;
  replays: Replays;
  log: Log;
}

/** What the receiver knows of a request beside its body; signed is absent over sockets. */
export interface Arrival {
  signed?: Signed;
}

/**
 * Puts the inbox in front of an app: what Slack delivers is written down, then acknowledged, then worked on.
 * Returns the app's own way of working, for what is tried again.
 */
export function guardIntake(app: App, options: IntakeOptions): Process {
  const process = app.processEvent.bind(app);
  app.processEvent = event => tracedDelivery({ body: event.body, attempt: 1 }, () => take(event, process, options));
  return process;
}

async function take(event: ReceiverEvent, process: Process, { inbox, replays, log }: IntakeOptions): Promise<void> {
  const { signed } = (event.customProperties ?? {}) as Arrival;
  const delivery = deliveryOf(event.body);
  if (signed) replays.check(signed, delivery?.kind === 'event' && Boolean(event.retryNum));
  if (!delivery) return await process(event);
  const state = { acknowledged: false };
  const ack = once(event.ack, { state, log });
  const early = delivery.kind === 'event' ? undefined : setTimeout(() => void ack(), patienceMs);
  try {
    if (!(await inbox().write(delivery, event.body))) return await ack();
  } catch (error) {
    log.error({ err: error, key: delivery.key }, 'A delivery from Slack could not be written down.');
    // An event is sent again by Slack; a person is told, because nobody sends their press again.
    if (delivery.kind === 'event') throw error;
    return await apologise(delivery, event.body, ack);
  } finally {
    clearTimeout(early);
  }
  const attempt = { ...event, ack, customProperties: { attempt: 1, ...state } };
  await inbox().work(delivery.key, () => process(attempt));
  await ack();
}

interface Once {
  state: { acknowledged: boolean };
  log: Log;
}

/**
 * An acknowledgement that goes out once: a second one would throw over HTTP. One that fails is only logged, because
 * the socket was cut meanwhile, and what was written down is worked on all the same. Never throws.
 */
function once(ack: AckFn<never>, { state, log }: Once): (answer?: unknown) => Promise<void> {
  return async answer => {
    if (state.acknowledged) return;
    state.acknowledged = true;
    try {
      await (ack as (answer?: unknown) => Promise<void>)(answer);
    } catch (error) {
      log.warn({ err: error }, 'Slack could not be told that a delivery was taken.');
    }
  };
}

const sorry = 'Handoff cannot take this just now: its database does not answer. Please try again in a minute.';

async function apologise(
  { kind }: SlackDelivery,
  body: Record<string, unknown>,
  ack: (answer?: unknown) => Promise<void>,
): Promise<void> {
  if (kind === 'view') return await ack({ response_action: 'errors', errors: { [firstInput(body)]: sorry } });
  await ack();
  if (typeof body.response_url !== 'string') return;
  const answer = JSON.stringify({ text: sorry, response_type: 'ephemeral', replace_original: false });
  const headers = { 'content-type': 'application/json' };
  await fetch(body.response_url, { method: 'POST', headers, body: answer }).catch(() => undefined);
}

function firstInput({ view }: Record<string, unknown>): string {
  const { blocks } = (view ?? {}) as { blocks?: { type: string; block_id?: string }[] };
  return blocks?.find(block => block.type === 'input')?.block_id ?? '';
}
