import { principalsOf } from './access/principal.ts';
import type { Answer } from './command.ts';
import type { Context } from './context.ts';
import { type Batch, load } from './loader.ts';
import type { Problem } from './problem.ts';

/** Fields of a payload: each reads the thing by the id that the answer names for it, only when it is asked for. */
type Things = Readonly<Record<string, Batch<string, unknown>>>;

type Lazy = (args: unknown, context: Context) => Promise<unknown> | null;

/**
 * A mutation's payload: what changed, read anew as it stands now, or the problem. The first field reads the
 * answer's own id, further ones read `also` under their own name. What is handed out once goes under its own name.
 */
export async function payload(answer: Promise<Answer>, things: Things): Promise<Record<string, unknown>> {
  const { id, also, problem, once } = await answer;
  const [first] = Object.keys(things);
  const fields = Object.entries(things).map(([name, batch]) => {
    const reference = name === first ? id : (also[name] ?? null);
    const read: Lazy = (_args, context) => (reference === null ? null : load(context, batch, reference));
    return [name, read] as const;
  });
  return { ...once, ...Object.fromEntries(fields), problem: shownProblem(problem) };
}

/** A problem as the graph shows it: the people to turn to are read by their ids. */
export function shownProblem(problem: Problem | null): object | null {
  if (problem?.kind !== 'NotAllowed') return problem;
  const whoCan: Lazy = (_args, context) => principalsOf(context, problem.whoCan);
  return { ...problem, whoCan };
}
