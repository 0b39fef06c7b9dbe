import type { Because, ReachableTeam, Recipient } from '../notification/recipients.ts';
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
}

/**
 * Who is told of a handover: who it was offered to, until somebody of a team has taken it: then that one; who offered
 * it, once something was said or answered; and, once it is accepted, the model's team in its channel. A team without a
 * channel is told person by person, so that nothing is dropped. Pure.
 */
export function handoverRecipients({ handover, reviewerIds, toTeam, modelTeam }: HandoverNews): Recipient[] {
  const { fromId, toId, state, answeredById } = handover;
  const takers = answeredById === null ? reviewerIds : [answeredById];
  const offered =
    toTeam && takers.length === 0
      ? teamTold(toTeam, 'ASKED_TO_ANSWER', `${toTeam.title} is asked to take it over.`)
      : (toTeam ? takers : [toId]).map(id => person(id, 'ASKED_TO_ANSWER', 'You are asked to take it over.'));
  const offerer = state === 'OFFERED' ? [] : [person(fromId, 'ASKED_FOR_IT', 'You offered it.')];
  const team =
    state === 'ACCEPTED' && modelTeam?.slackChannel
      ? teamTold(modelTeam, 'TEAM', `The model belongs to ${modelTeam.title}.`)
      : [];
  return once([...offered, ...offerer, ...team]);
}

function person(toId: string, because: Because, explanation: string): Recipient {
  return { toId, channel: null, because, explanation, notBefore: null };
}

function teamTold(team: ReachableTeam, because: Because, explanation: string): Recipient[] {
  if (team.slackChannel) return [{ ...person(team.id, because, explanation), channel: team.slackChannel }];
  return team.memberIds.map(id => person(id, because, explanation));
}

/** Each person and channel once, by the first rule that names them; service accounts have no chat. */
function once(recipients: readonly Recipient[]): Recipient[] {
  const seen = new Set<string>();
  return recipients.filter(({ toId, channel }) => {
    const key = channel ?? toId ?? '';
    const first = !seen.has(key);
    seen.add(key);
    return first && !key.startsWith('svc_');
  });
}
