import { z } from 'zod';
import {
  fallback,
  type Holder,
  once,
  ownTeam,
  person,
  type Reachable,
  type ReachableTeam,
  type Recipient,
  rolesByPerson,
} from './recipients.ts';

const ids = z.array(z.string()).catch([]);
const detailSchema = z.object({
  requestedById: z.string().nullable().catch(null),
  roles: ids,
  excludedIds: ids,
});

/** What deployment notes beside a promotion's event, as far as telling of it is concerned. */
export interface PromotionDetail {
  requestedById: string | null;
  /** Keys of the roles whose approval is missing; none when nothing is to be decided. */
  roles: readonly string[];
  /** Who may not approve: who asked, registered or trained it, or has decided already. */
  excludedIds: readonly string[];
}

/** Reads an event's detail; what is not there as it should be counts as nobody. Pure. */
export function promotionDetail(detail: unknown): PromotionDetail {
  return detailSchema.parse(detail ?? {});
}

/** What is known of a promotion when its change is told. */
export interface PromotionNews {
  detail: PromotionDetail;
  /** Who holds these roles on the model now. */
  holders: readonly Holder[];
  /** Who asked for it, when they are a person who is still active. */
  requesterId: string | null;
  modelTeam: ReachableTeam | null;
  /** Whoever manages access. */
  administrators: readonly Reachable[];
}

/**
 * Who is told of a promotion: who may decide it, who asked for it, and the model's team in its channel. Whoever
 * manages access is told when nobody can give an approval that is missing, and when nobody else would be. Pure.
 */
export function promotionRecipients(news: PromotionNews): Recipient[] {
  const { detail, holders, requesterId, modelTeam, administrators } = news;
  const deciders = holders.filter(({ personId }) => !detail.excludedIds.includes(personId));
  const orphaned = detail.roles.filter(role => !deciders.some(({ roleKey }) => roleKey === role));
  const told = once([
    ...decidersTold(deciders),
    ...(requesterId === null ? [] : [person(requesterId, 'ASKED_FOR_IT', 'You asked for it.')]),
    ...ownTeam(modelTeam),
    ...(orphaned.length === 0 ? [] : fallback(administrators, nobodyHolds(orphaned))),
  ]);
  return told.length > 0 ? told : once(fallback(administrators, 'Nobody else could be told of it.'));
}

function decidersTold(deciders: PromotionNews['holders']): Recipient[] {
  return rolesByPerson(deciders).map(([id, roles]) => {
    const explanation = `You can decide it as ${roles.join(' and ')}: that approval is still missing.`;
    return person(id, 'MAY_DECIDE', explanation);
  });
}

function nobodyHolds(roles: readonly string[]): string {
  const named = roles.join(' and ');
  return `Nobody can decide it as ${named}: give somebody this role who neither asked for it nor made it.`;
}
