import type { Reader } from '@handoff/kit/database/database';
import { notFound, type Problem } from '@handoff/kit/problem';
import { allEnvironments } from './queries.ts';

/** That there is no environment of this name, and which ones there are. */
export async function noEnvironment(reader: Reader, name: string): Promise<Problem> {
  const names = (await allEnvironments(reader)).map(environment => environment.name);
  return notFound('environment', name, `there are ${names.join(', ')}`);
}
