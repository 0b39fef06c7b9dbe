import type { Answer } from '@handoff/kit/command';
import { shownProblem } from '@handoff/kit/payload';
import type { Recorded } from './commands.ts';

/** What came of a batch as its payload shows it: nothing was taken where there is a problem. */
export function outcomeOf({ also, problem }: Answer): Recorded & { problem: object | null } {
  const nothing: Recorded = { accepted: 0, rejected: [], duplicate: false };
  const recorded = also.recorded === undefined ? nothing : (JSON.parse(also.recorded) as Recorded);
  return { ...recorded, problem: shownProblem(problem) };
}
