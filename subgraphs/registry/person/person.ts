import { invalid, type Problem } from '@handoff/kit/problem';
import { nameProblem } from './name.ts';

/** The most teams one person can be put into at once. */
const maxTeams = 100;

/** What is wrong with what somebody wants a person to be, or null. */
export function personProblem(input: { name: string; email: string }): Problem | null {
  return nameProblem('name', input.name) ?? emailProblem(input.email);
}

/** What is wrong with the teams that a person is to be put into, or null. */
export function teamsProblem(teams: readonly string[] | null | undefined): Problem | null {
  return (teams?.length ?? 0) > maxTeams ? invalid('teams', `A person belongs to ${maxTeams} teams at most.`) : null;
}

/** What is wrong with an e-mail address, or null. Whether it is theirs, only a message to it could tell. */
export function emailProblem(email: string): Problem | null {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused here
  const formed = /^[^\s@\u0000-\u001f\u007f]{1,64}@[^\s@\u0000-\u001f\u007f]{1,189}$/.test(email);
  return formed ? null : invalid('email', 'This is no e-mail address: give one such as ana@example.org.');
}

/** What is wrong with a Slack user id, or null. */
export function slackUserProblem(slackUserId: string): Problem | null {
  if (/^[UW][A-Z0-9]{1,31}$/.test(slackUserId)) return null;
  return invalid('slackUserId', 'This is no Slack user id: it starts with U or W, such as U024BE7LH.');
}
