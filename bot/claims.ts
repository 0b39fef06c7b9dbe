import { type Db, write } from '@handoff/kit/database/database';
import type { Log } from '@handoff/kit/log';
import { startLoop } from '@handoff/kit/loop';
import type { DeliveryOutcome, NotificationView } from './answers/delivery.ts';
import { cardsOf } from './card-rows.ts';
import { isAway, retryAfterSeconds } from './clients.ts';
import type { Destinations } from './destinations.ts';
import { type Graph, GraphRefused } from './graph.ts';
import type { Outbox } from './outbox.ts';
import { fallBack } from './telling/fallback.ts';
import type { Telling } from './telling/plan.ts';
import { tellAll } from './telling/tell.ts';

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
  /** Where what cannot be delivered is shown, `#name` or an id; null: nowhere. */
  fallbackChannel: string | null;
  log: Log;
}

/** All processes of the bot are one consumer: each notification is delivered by one of them. */
export const consumer = 'slack';
const waitSeconds = 20;
const claimSeconds = 5;

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
  const input = { consumer, max: 100, leaseSeconds: claimSeconds, waitSeconds: wait };
  const { claimNotifications } = await graph.asBot('Claim', { input }, signal);
  if (claimNotifications?.problem) throw new GraphRefused(claimNotifications.problem.message);
  return claimNotifications?.notifications ?? [];
}

async function handle(options: ClaimsOptions, claimed: NotificationView[], state: State): Promise<void> {
  if (claimed.length === 0) return;
  const found = await Promise.all(claimed.map(each => findPlaces(options, each, state)));
  const tellings = found.flatMap(each => ('telling' in each ? [each.telling] : []));
  const problem = await inOneGo(options, tellings);
  const outcomes: DeliveryOutcome[] = [];
  for (const each of found)
    outcomes.push('telling' in each ? await told(options, each.telling, problem === null) : each.outcome);
  options.outbox.wake();
  await settle(options, outcomes);
}

type Found = { telling: Telling } | { outcome: DeliveryOutcome };

async function findPlaces(options: ClaimsOptions, notification: NotificationView, state: State): Promise<Found> {
  const { id, attempt, kind, model } = notification;
  try {
    const subjectId = subjectOf(notification);
    if (!subjectId) return { outcome: failure(notification, `The bot has no card for ${kind}.`) };
    const { reached, later, escalatedTo, unreached } = await options.destinations.of(notification);
    const shown = unreached.length > 0 && (await elsewhere(options, { id, subjectId, unreached }));
    if (reached.length + later.length === 0 && unreached.length > 0 && !shown && !(await hasCards(options, subjectId)))
      return { outcome: failure(notification, unreached.join(' ')) };
    const { traceparent: trace } = notification;
    const about = { notificationId: id, attempt, kind, subjectId, model: model?.title ?? null, trace };
    return { telling: { ...about, now: reached, later, escalatedTo } };
  } catch (error) {
    if (isAway(error)) state.slackIsAway = true;
    options.log.warn({ err: error, notification: id }, 'It could not be found out whom a notification is told to.');
    return { outcome: failure(notification, error) };
  }
}

interface Unreached {
  id: string;
  subjectId: string;
  unreached: string[];
}

/** Shows in the fallback channel what somebody cannot be told; false when there is none. */
async function elsewhere(options: ClaimsOptions, { id, subjectId, unreached }: Unreached): Promise<boolean> {
  options.log.warn({ notification: id, unreached }, 'Somebody cannot be told in Slack.');
  return await fallBack(options, subjectId, { reason: unreached.join(' '), from: null });
}

async function hasCards({ db }: ClaimsOptions, subjectId: string): Promise<boolean> {
  return (await cardsOf(db, subjectId)).length > 0;
}

/** What was claimed at once is written down at once; null when it was, else why not. */
async function inOneGo({ db, log }: ClaimsOptions, tellings: readonly Telling[]): Promise<unknown> {
  try {
    await write(db, tx => tellAll(tx, tellings));
    return null;
  } catch (error) {
    log.warn({ err: error }, 'Notifications could not be put into the outbox at once; each is tried on its own.');
    return error;
  }
}

async function told({ db, log }: ClaimsOptions, telling: Telling, isDone: boolean): Promise<DeliveryOutcome> {
  const { notificationId: id, attempt } = telling;
  try {
    if (!isDone) await write(db, tx => tellAll(tx, [telling]));
    return { id, attempt, delivered: true };
  } catch (error) {
    log.warn({ err: error, notification: id }, 'A notification could not be put into the outbox.');
    return failure(telling, error);
  }
}

function failure(of: { id?: string; notificationId?: string; attempt: number }, why: unknown): DeliveryOutcome {
  const wait = retryAfterSeconds(why);
  const reason = why instanceof Error ? why.message : String(why);
  const id = of.id ?? of.notificationId ?? '';
  return { id, attempt: of.attempt, delivered: false, reason, ...(wait !== null && { retryAfterSeconds: wait }) };
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
