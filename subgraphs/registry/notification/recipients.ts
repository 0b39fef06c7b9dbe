import type { AssignmentRow } from '@handoff/kit/access/table';

export type Because =
  | 'ASKED_TO_ANSWER'
  | 'MAY_DECIDE'
  | 'ASKED_FOR_IT'
  | 'ANSWERS_FOR_IT'
  | 'TEAM'
  | 'SUBSCRIBED'
  | 'ESCALATED'
  | 'FALLBACK';

/** Somebody, or a channel, that must be told, and by which rule. */
export interface Recipient {
  /** Id of the person or team; null when only a channel is told. */
  toId: string | null;
  /** Channel id or #name; null: the person directly. */
  channel: string | null;
  because: Because;
  explanation: string;
  notBefore: Date | null;
}

/** A team as deliveries need it. */
export interface ReachableTeam {
  id: string;
  title: string;
  slackChannel: string | null;
  memberIds: readonly string[];
}

/** Somebody who is to be told: a person, or a team in its channel or member by member. */
export interface Reachable {
  id: string;
  /** The team with this id, when it is one. */
  team: ReachableTeam | null;
}

/** What is known of an assignment when its change is told. */
export interface AssignmentNews {
  assignment: AssignmentRow;
  /** The team that is the assignee, when it is one. */
  assigneeTeam: ReachableTeam | null;
  /** The team the model belongs to, when it belongs to one. */
  modelTeam: ReachableTeam | null;
  administrators: readonly Reachable[];
}

/**
 * Who is told of an assignment: who is asked, the model's team in its channel, and, once it is answered, who asked for
 * it. A team without a channel is told person by person, so that nothing is dropped. What nobody answered in time is
 * told to the team, or, where there is none, to whoever manages access. Pure.
 */
export function assignmentRecipients({
  assignment,
  assigneeTeam,
  modelTeam,
  administrators,
}: AssignmentNews): Recipient[] {
  const asked = assigneeTeam
    ? teamTold(assigneeTeam, 'ASKED_TO_ANSWER', `${assigneeTeam.title} is asked to answer for it.`)
    : [person(assignment.assigneeId, 'ASKED_TO_ANSWER', 'You are asked to answer for it.')];
  const asker =
    assignment.state === 'PROPOSED' ? [] : [person(assignment.proposedById, 'ASKED_FOR_IT', 'You asked for it.')];
  const team = assignment.state === 'EXPIRED' ? escalated(modelTeam, administrators) : ownTeam(modelTeam);
  return once([...asked, ...asker, ...team]);
}

function escalated(team: ReachableTeam | null, administrators: readonly Reachable[]): Recipient[] {
  if (!team) return fallback(administrators, 'It was not answered in time, and no team answers for it.');
  return teamTold(team, 'ESCALATED', `It was not answered in time, so ${team.title} is told.`);
}

/** The model's team in its channel; nobody when it has none. */
export function ownTeam(team: ReachableTeam | null): Recipient[] {
  return team?.slackChannel ? teamTold(team, 'TEAM', `The model belongs to ${team.title}.`) : [];
}

/** Whoever manages access, for what would be told to nobody else. */
export function fallback(administrators: readonly Reachable[], explanation: string): Recipient[] {
  return administrators.flatMap(({ id, team }) =>
    team ? teamTold(team, 'FALLBACK', explanation) : [person(id, 'FALLBACK', explanation)],
  );
}

/** Somebody who holds a role on a model. */
export interface Holder {
  personId: string;
  roleKey: string;
}

/** The roles of each person, in the order they come. */
export function rolesByPerson(holders: readonly Holder[]): [personId: string, roles: string[]][] {
  const people = new Map<string, string[]>();
  for (const { personId, roleKey } of holders) people.set(personId, [...(people.get(personId) ?? []), roleKey]);
  return [...people];
}

/** One person, directly. */
export function person(toId: string, because: Because, explanation: string): Recipient {
  return { toId, channel: null, because, explanation, notBefore: null };
}

/** A team in its channel, or person by person when it has none, so that nothing is dropped. */
export function teamTold(team: ReachableTeam, because: Because, explanation: string): Recipient[] {
  if (team.slackChannel) return [{ toId: team.id, channel: team.slackChannel, because, explanation, notBefore: null }];
  return team.memberIds.map(id => person(id, because, explanation));
}

/** Each person and channel once, by the first rule that names them; service accounts have no chat. */
export function once(recipients: readonly Recipient[]): Recipient[] {
  const seen = new Set<string>();
  return recipients.filter(({ toId, channel }) => {
    const key = channel ?? toId ?? '';
    if (seen.has(key) || key.startsWith('svc_')) return false;
    seen.add(key);
    return true;
  });
}
