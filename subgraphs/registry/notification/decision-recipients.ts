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

/** The roles whose holders decide together what is done with a version: advice and experiments. */
export const decidingRoles = ['data-scientist', 'ml-engineer'] as const;

const detailSchema = z.object({ open: z.boolean().catch(true), createdById: z.string().nullable().catch(null) });

/** What an advice's or an experiment's event notes beside, as far as telling of it is concerned. */
export interface DecisionDetail {
  /** Whether there is something to decide. */
  open: boolean;
  /** Who set it up; null: nobody. */
  createdById: string | null;
}

/** Reads an event's detail; what is not there as it should be counts as open, and as nobody's. Pure. */
export function decisionDetail(detail: unknown): DecisionDetail {
  return detailSchema.parse(detail ?? {});
}

/** What is known of an advice or an experiment when it is told. */
export interface DecisionNews {
  open: boolean;
  /** Who holds one of these roles on the model now. */
  holders: readonly Holder[];
  /** Who set it up, when they are a person who is still active. */
  creatorId: string | null;
  modelTeam: ReachableTeam | null;
  /** Whoever manages access. */
  administrators: readonly Reachable[];
}

/**
 * Who is told of an advice or an experiment: the data scientists and ML engineers of the model, who decide it together,
 * who set it up, and the model's team in its channel. Whoever manages access is told when nobody else would be. Pure.
 */
export function decisionRecipients(news: DecisionNews): Recipient[] {
  const { open, holders, creatorId, modelTeam, administrators } = news;
  const told = once([
    ...rolesByPerson(holders).map(([id, roles]) => decider(id, roles, open)),
    ...(creatorId === null ? [] : [person(creatorId, 'ASKED_FOR_IT', 'You set it up.')]),
    ...ownTeam(modelTeam),
  ]);
  if (told.length > 0) return told;
  return once(
    fallback(administrators, 'This model has neither a data scientist nor an ML engineer: give somebody the role.'),
  );
}

function decider(id: string, roles: readonly string[], open: boolean): Recipient {
  const as = roles.join(' and ');
  if (open) return person(id, 'MAY_DECIDE', `You can decide it as ${as} of the model.`);
  return person(id, 'ANSWERS_FOR_IT', `You answer for the model as ${as}.`);
}
