import { viewerReach, whoCan } from '@handoff/kit/access/queries';
import { mayEverywhere } from '@handoff/kit/access/reach';
import type { Context } from '@handoff/kit/context';
import { known } from '@handoff/kit/loader';
import { claim } from '@handoff/kit/notification/claim';
import { countDeliveries } from '@handoff/kit/notification/health';
import { type DeliveryOutcome, retry, type Settled, settle } from '@handoff/kit/notification/settle';
import type { NotificationRow } from '@handoff/kit/notification/table';
import { keepTold, toldOf } from '@handoff/kit/notification/told';
import { shownProblem } from '@handoff/kit/payload';
import { invalid, type Problem } from '@handoff/kit/problem';
import { recipientsOf } from './queries.ts';

export interface Claim {
  consumer: string;
  max?: number | null;
  leaseSeconds?: number | null;
  waitSeconds?: number | null;
}

interface Bound {
  field: keyof Claim;
  value: number;
  from: number;
  to: number;
}

function outOfBounds({ field, value, from, to }: Bound): Problem | null {
  if (value >= from && value <= to) return null;
  return invalid(field, `"${field}" is ${value}: give ${from} to ${to}.`);
}

function claimProblem(request: Required<{ [key in keyof Claim]: NonNullable<Claim[key]> }>): Problem | null {
  return (
    consumerProblem(request.consumer) ??
    outOfBounds({ field: 'max', value: request.max, from: 1, to: 100 }) ??
    outOfBounds({ field: 'leaseSeconds', value: request.leaseSeconds, from: 1, to: 600 }) ??
    outOfBounds({ field: 'waitSeconds', value: request.waitSeconds, from: 0, to: 25 })
  );
}

/** What is wrong with the name of a deliverer, or null. Pure. */
export function consumerProblem(consumer: string): Problem | null {
  if (/^[a-z0-9][a-z0-9._-]{0,62}$/.test(consumer)) return null;
  return invalid('consumer', 'Give a stable name of lower-case letters, digits, dots and hyphens, such as slack.');
}

/** Delivering is for deliverers: nobody else learns who is told what. */
export async function notADeliverer(context: Context): Promise<Problem | null> {
  if (mayEverywhere(await viewerReach(context), 'DELIVER')) return null;
  const message = 'Only a deliverer, such as the Slack bot, claims and settles notifications.';
  return {
    kind: 'NotAllowed',
    rule: 'deliver-permission',
    message,
    whoCan: await whoCan(context.db, 'ACCESS_ADMIN', null),
  };
}

export interface Claimed {
  notifications: NotificationRow[];
  leasedUntil: Date | null;
  problem: object | null;
}

/** What is due, under a lease; waits for the first to come. Never replayed by key: a lease is for one caller, once. */
export async function claimDue(context: Context, input: Claim): Promise<Claimed> {
  const request = {
    consumer: input.consumer,
    max: input.max ?? 50,
    leaseSeconds: input.leaseSeconds ?? 30,
    waitSeconds: input.waitSeconds ?? 20,
  };
  const problem = (await notADeliverer(context)) ?? claimProblem(request);
  if (problem) return { notifications: [], leasedUntil: null, problem: shownProblem(problem) };
  const notifications = await claim(context.db, context.wake, { ...request, signal: context.signal });
  await keepDecided(context, notifications);
  return { notifications, leasedUntil: notifications[0]?.leasedUntil ?? null, problem: null };
}

/** Whom each of them is told to is decided now, and kept: it says later why somebody was told. */
async function keepDecided(context: Context, notifications: readonly NotificationRow[]): Promise<void> {
  if (notifications.length === 0) return;
  const told = await Promise.all(
    notifications.map(async one => ({
      ...{ notificationId: one.id, again: one.attempt > 1 },
      decided: await recipientsOf(context, one),
    })),
  );
  await keepTold(context.db, told);
  const asRows = told.map(({ notificationId, decided }) => {
    return [notificationId, decided.map((one, place) => ({ ...one, notificationId, place }))] as const;
  });
  known(context, toldOf, new Map(asRows));
}

export interface Results {
  results: { id: string; state: Settled['state']; problem: object | null }[];
  problem: object | null;
}

function shown(settled: readonly Settled[]): Results {
  return { results: settled.map(one => ({ ...one, problem: shownProblem(one.problem) })), problem: null };
}

/** Answers leases one by one: each is a matter of its own. */
export async function settleAll(
  context: Context,
  input: { consumer: string; outcomes: readonly DeliveryOutcome[] },
): Promise<Results> {
  const problem = (await notADeliverer(context)) ?? tooMany('outcomes', input.outcomes.length);
  if (problem) return { results: [], problem: shownProblem(problem) };
  const settled: Settled[] = [];
  for (const outcome of input.outcomes) settled.push(await settle(context.db, input.consumer, outcome));
  await countDeliveries(context.db, input.consumer, {
    delivered: settled.filter(({ problem, state }) => problem === null && state === 'DELIVERED').length,
    retried: settled.filter(({ problem, state }) => problem === null && state === 'DUE').length,
    rateLimited: input.outcomes.reduce((sum, { rateLimited }) => sum + atLeast0(rateLimited), 0),
  });
  return shown(settled);
}

function atLeast0(counted: number | null | undefined): number {
  return Math.min(1_000_000, Math.max(0, counted ?? 0));
}

/** Makes dead ones due again. */
export async function retryAll(context: Context, ids: readonly string[]): Promise<Results> {
  const problem = (await notADeliverer(context)) ?? tooMany('ids', ids.length);
  if (problem) return { results: [], problem: shownProblem(problem) };
  const settled: Settled[] = [];
  for (const id of ids) settled.push(await retry(context.db, id));
  return shown(settled);
}

function tooMany(field: string, count: number): Problem | null {
  return count <= 100 ? null : invalid(field, `${count} at once are too many: give at most 100.`);
}
