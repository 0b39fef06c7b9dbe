import { once, ownTeam, person, type ReachableTeam, type Recipient, teamTold } from '../notification/recipients.ts';
import type { HandoverRow } from './handover.ts';

/** What is known of a handover when its change is told. */
export interface HandoverNews {
  handover: Pick<HandoverRow, 'fromId' | 'toId' | 'state' | 'answeredById'>;
  /** Who has judged a section so far, by person. */
  reviewerIds: readonly string[];
  /** The team that it was offered to, when it is one. */
  toTeam: ReachableTeam | null;
  /** The team the model belongs to, when it belongs to one. */
  modelTeam: ReachableTeam | null;
  /** Whether it is told because nobody answered it in time. */
  isOverdue: boolean;
}

/**
 * Who is told of a handover: who it was offered to, until somebody of a team has taken it: then that one; who offered
 * it, once something was said or answered; and the model's team, in its channel once it is accepted, and at any rate when nobody answered in time. A team without a
 * channel is told person by person, so that nothing is dropped. Pure.
 */
export function handoverRecipients(news: HandoverNews): Recipient[] {
  const { handover, reviewerIds, toTeam, modelTeam, isOverdue } = news;
  const { fromId, toId, state, answeredById } = handover;
  const takers = answeredById === null ? reviewerIds : [answeredById];
  const offered =
    toTeam && takers.length === 0
      ? teamTold(toTeam, 'ASKED_TO_ANSWER', `${toTeam.title} is asked to take it over.`)
      : (toTeam ? takers : [toId]).map(id => person(id, 'ASKED_TO_ANSWER', 'You are asked to take it over.'));
  const offerer = state === 'OFFERED' ? [] : [person(fromId, 'ASKED_FOR_IT', 'You offered it.')];
  const team = isOverdue ? escalated(modelTeam) : state === 'ACCEPTED' ? ownTeam(modelTeam) : [];
  return once([...offered, ...(isOverdue ? [person(fromId, 'ASKED_FOR_IT', 'You offered it.')] : offerer), ...team]);
}

function escalated(team: ReachableTeam | null): Recipient[] {
  return team ? teamTold(team, 'ESCALATED', `It was not answered in time, so ${team.title} is told.`) : [];
}
