import { invalid, type Problem } from '@handoff/kit/problem';

const namePattern = /^[a-z0-9][a-z0-9-]{0,62}$/;

/** What is wrong with what somebody wants a team to be, or null. */
export function teamProblem(input: { name: string; title: string }): Problem | null {
  if (!namePattern.test(input.name)) {
    return invalid(
      'name',
      `"${input.name}" is no team name: use lower-case letters, digits and hyphens, such as credit-risk.`,
    );
  }
  if (input.title.trim() === '') return invalid('title', 'A team needs a title that people recognise.');
  return null;
}
