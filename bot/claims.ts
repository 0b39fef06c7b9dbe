import { type Db, write } from '@handoff/kit/database/database';
import type { Log } from '@handoff/kit/log';
import { startLoop } from '@handoff/kit/loop';
import type { DeliveryOutcome, NotificationView } from './answers/delivery.ts';
import { cardsOf } from './card-rows.ts';
import { isAway, retryAfterSeconds } from './clients.ts';
import type { Destinations } from './destinations.ts';
import { type Graph, GraphRefused } from './graph.ts';
import type { Outbox } from './outbox.ts';
import { wish } from './outbox-rows.ts';

/** Takes what somebody must be told from the graph and puts it into the outbox. */
export interface Claims {
  /** Takes everything that is due now, without waiting; answers how many there were. */
  drain(): Promise<number>;
  /** How many notifications are between the graph and the outbox. */
  underWay(): number;
  stop(): Promise<void>;
}

export interface ClaimsOptions {
  db: Db;
  graph: Graph;
  destinations: Destinations;
  outbox: Outbox;
  /** Throws while Slack is away. */
  reachSlack: () => Promise<unknown>;
  log: Log;
}

/** All processes of the bot are one consumer: each notification is delivered by one of them. */
const consumer = 'slack';
const waitSeconds = 20;
const leaseSeconds = 10;

/**
 * Starts claiming. A notification is settled as delivered once its cards are in the outbox, in a committed transaction:
 * from there they are drawn whatever happens to this process. Until then it stays due in the graph.
 */
export function startClaims(options: ClaimsOptions): Claims {
  const state: State = { underWay: 0, slackIsAway: false };
  const round = async (wait: number, signal: AbortSignal) => {
    const claimed = await claim(options.graph, wait, signal);
    state.underWay += claimed.length;
    try {
      await handle(options, claimed, state);
    } finally {
      state.underWay -= claimed.length;
    }
    return claimed.length;
  };
  const loop = startLoop({
    name: 'Claiming notifications',
    log: options.log,
    // What is due waits in the graph; a gateway that was restarted must not keep people waiting.
    longestPause: 5_000,
    round: async signal => {
      // Each claim is a try, and the graph gives up after ten: none is wasted on a Slack that is away.
      if (state.slackIsAway) await options.reachSlack();
      state.slackIsAway = false;
      const claimed = await round(waitSeconds, signal);
      // A graph that does not wait must not be asked without pause.
      return claimed > 0 ? 0 : 50;
    },
  });
  return {
    drain: () => round(0, AbortSignal.timeout(15_000)),
    underWay: () => state.underWay,
    stop: loop.stop,
  };
}

interface State {
  underWay: number;
  slackIsAway: boolean;
}

async function claim(graph: Graph, wait: number, signal: AbortSignal): Promise<NotificationView[]> {
  const input = { consumer, max: 50, leaseSeconds, waitSeconds: wait };
  const { claimNotifications } = await graph.asBot('Claim', { input }, signal);
  if (claimNotifications?.problem) throw new GraphRefused(claimNotifications.problem.message);
  return claimNotifications?.notifications ?? [];
}

async function handle(options: ClaimsOptions, claimed: NotificationView[], state: State): Promise<void> {
  if (claimed.length === 0) return;
  const outcomes: DeliveryOutcome[] = [];
  for (const notification of claimed) outcomes.push(await deliver(options, notification, state));
  options.outbox.wake();
  await settle(options, outcomes);
}

async function deliver(options: ClaimsOptions, notification: NotificationView, state: State): Promise<DeliveryOutcome> {
  const { id, attempt } = notification;
  try {
    const reason = await intoOutbox(options, notification);
    return { id, attempt, delivered: reason === null, ...(reason !== null && { reason }) };
  } catch (error) {
    if (isAway(error)) state.slackIsAway = true;
    options.log.warn({ err: error, notification: id }, 'A notification could not be put into the outbox.');
    const wait = retryAfterSeconds(error);
    const reason = error instanceof Error ? error.message : String(error);
    return { id, attempt, delivered: false, reason, ...(wait !== null && { retryAfterSeconds: wait }) };
  }
}

/** Null when all cards it asks for are in the outbox; else why not. */
async function intoOutbox(options: ClaimsOptions, notification: NotificationView): Promise<string | null> {
  const { db, destinations, log } = options;
  const subjectId = subjectOf(notification);
  if (!subjectId) return `The bot has no card for ${notification.kind}.`;
  const { reached, unreached } = await destinations.of(notification);
  if (unreached.length > 0) log.warn({ notification: notification.id, unreached }, 'Somebody cannot be told in Slack.');
  const asked = await write(db, async tx => {
    const known = (await cardsOf(tx, subjectId)).map(card => card.destination);
    const all = [...new Set([...reached, ...known])];
    for (const destination of all) await wish(tx, { subjectId, destination });
    return all.length;
  });
  return asked === 0 && unreached.length > 0 ? unreached.join(' ') : null;
}

/** What a notification is about, when that has a card. */
function subjectOf(told: NotificationView): string | undefined {
  const { assignment, promotion, alert, handover, gap, advice, experiment } = told;
  return (assignment ?? promotion ?? alert ?? handover ?? gap ?? advice ?? experiment)?.id;
}

async function settle({ graph, outbox, log }: ClaimsOptions, outcomes: DeliveryOutcome[]): Promise<void> {
  const [first, ...others] = outcomes;
  if (!first) return;
  const counted = [{ ...first, rateLimited: outbox.rateLimited() }, ...others];
  const { settleNotifications } = await graph.asBot('Settle', { input: { consumer, outcomes: counted } });
  const problems = [settleNotifications, ...(settleNotifications?.results ?? [])].map(result => result?.problem);
  for (const problem of problems)
    if (problem) log.warn({ problem: problem.message }, 'A notification was not settled.');
}
