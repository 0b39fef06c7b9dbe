import { invalid, type Problem } from '@handoff/kit/problem';
import { textProblem } from '@handoff/kit/text';

/** A place where versions run. Promotions go up by rank. */
export interface Environment {
  id: string;
  name: string;
  title: string;
  /** 1 to 1000: dev 10, staging 20, production 30. */
  rank: number;
  production: boolean;
}

const namePattern = /^[a-z0-9][a-z0-9-]{0,62}$/;

/** What is wrong with what somebody wants an environment to be, or null. */
export function environmentProblem(input: Omit<Environment, 'id'>): Problem | null {
  if (!namePattern.test(input.name)) {
    const mend = 'use up to 63 lower-case letters, digits and hyphens, such as staging-eu.';
    return invalid('name', `"${input.name}" is no name of an environment: ${mend}`);
  }
  if (input.rank < 1 || input.rank > 1000) {
    return invalid('rank', 'A rank is 1 to 1000: dev has 10, staging 20, production 30, and promotions go up by it.');
  }
  return textProblem('title', input.title, 200);
}
