import { mayEverywhere, type Reach } from '@handoff/kit/access/reach';
import type { Actor } from '@handoff/kit/actor';
import type { Problem } from '@handoff/kit/problem';
import type { ChatSubscriptionRow } from './subscription.ts';

/** Why an actor may not subscribe, or null. own: directly, not a channel. whoCan: whom to turn to. Pure. */
export function subscribeRefusal(
  actor: Actor,
  reach: Reach,
  of: { own: boolean; whoCan: readonly string[] },
): Problem | null {
  if (reach.seesNone) {
    const message = 'With this token nothing may be read, so nothing can be subscribed to either: use one with READ.';
    return { kind: 'NotAllowed', rule: 'read-permission', message, whoCan: [] };
  }
  if (!of.own || actor.kind === 'person') return null;
  const message = 'Only people are told directly: name a channel, or sign in as a person.';
  return { kind: 'NotAllowed', rule: 'own-subscription', message, whoCan: of.whoCan };
}

/** What decides who may end a subscription beside who made it. */
export interface Ending {
  /** Whether the actor belongs to a team whose channel it is. */
  isTheirChannel: boolean;
  whoCan: readonly string[];
}

/** Why an actor may not end a subscription, or null. Pure. */
export function endRefusal(
  { actor, reach }: { actor: Actor; reach: Reach },
  row: ChatSubscriptionRow,
  { isTheirChannel, whoCan }: Ending,
): Problem | null {
  const own = row.createdById === actor.id || (row.personId !== null && row.personId === actor.id);
  if (own || isTheirChannel || mayEverywhere(reach, 'ACCESS_ADMIN')) return null;
  const message =
    'A channel’s subscription is ended by who made it, by a team whose channel it is, or by who manages access.';
  return { kind: 'NotAllowed', rule: 'own-subscription', message, whoCan };
}

/** Whether a subscription is there for this viewer at all, its model aside. Pure. */
export function isTheirs(row: ChatSubscriptionRow, actor: Actor, reach: Reach): boolean {
  return row.personId === null || row.personId === actor.id || mayEverywhere(reach, 'ACCESS_ADMIN');
}
