import { z } from 'zod';
import {
  fallback,
  once,
  ownTeam,
  person,
  type Reachable,
  type ReachableTeam,
  type Recipient,
  teamTold,
} from './recipients.ts';

const detailSchema = z.object({
  responsibleId: z.string().nullable().catch(null),
  escalation: z.number().catch(0),
});

/** What monitoring notes beside an alert's event, as far as telling of it is concerned. */
export interface AlertDetail {
  /** The person or team who answers for it; null: nobody was found. */
  responsibleId: string | null;
  /** 0: for who answers for it; 1: it went unanswered, for their team; 2: that one did not answer either. */
  escalation: number;
}

/** Reads an event's detail; what is not there as it should be counts as nobody, and as not escalated. Pure. */
export function alertDetail(detail: unknown): AlertDetail {
  return detailSchema.parse(detail ?? {});
}

/** What is known of an alert when its change is told. */
export interface AlertNews {
  escalation: number;
  /** Who answers for it: an active person, or a team; null: nobody does. */
  responsible: Reachable | null;
  modelTeam: ReachableTeam | null;
  /** Whoever manages access. */
  administrators: readonly Reachable[];
}

/**
 * Who is told of an alert: who answers for it, and the model's team in its channel; the whole team when it was
 * escalated or nobody answers for it. Whoever manages access is told when the team did not answer either, or when nobody
 * else would be: an alert is never dropped. Pure.
 */
export function alertRecipients({ escalation, responsible, modelTeam, administrators }: AlertNews): Recipient[] {
  const told = once([
    ...answerer(responsible),
    ...teamOf(modelTeam, { escalation, responsible }),
    ...(escalation > 1 ? fallback(administrators, 'Neither who answers for it nor their team reacted in time.') : []),
  ]);
  return told.length > 0
    ? told
    : once(fallback(administrators, 'Nobody answers for this model, and no team could be told.'));
}

function answerer(responsible: Reachable | null): Recipient[] {
  if (!responsible) return [];
  const { id, team } = responsible;
  if (team) return teamTold(team, 'ANSWERS_FOR_IT', `${team.title} answers for it.`);
  return [person(id, 'ANSWERS_FOR_IT', 'You answer for it.')];
}

function teamOf(team: ReachableTeam | null, of: Pick<AlertNews, 'escalation' | 'responsible'>): Recipient[] {
  if (!team) return [];
  if (of.escalation > 0) return teamTold(team, 'ESCALATED', `It was not answered in time, so ${team.title} is told.`);
  if (of.responsible) return ownTeam(team);
  return teamTold(team, 'TEAM', `Nobody answers for it by name; the model belongs to ${team.title}.`);
}
