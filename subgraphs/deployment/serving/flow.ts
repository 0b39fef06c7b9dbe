import { type Answer, execute } from '@handoff/kit/command';
import type { Context } from '@handoff/kit/context';
import { storable } from '@handoff/kit/database/text';
import { load } from '@handoff/kit/loader';
import { invalid, type Problem } from '@handoff/kit/problem';
import { textProblem } from '@handoff/kit/text';
import { noEnvironment } from '../environment/absent.ts';
import { findEnvironment, targetById } from '../environment/queries.ts';
import { namesOf } from './naming.ts';
import { type Outcome, type ReportServing, reportServing } from './report.ts';
import type { ServingTold } from './serving.ts';

/** What came of a report: one outcome for each thing told, or why nothing was taken. */
export interface Reported {
  environmentId: string | null;
  outcomes: Outcome[];
  problem: Problem | null;
}

const mostTold = 200;
const aheadMs = 5 * 60_000;

/**
 * Takes a report of what runs, whoever makes it: somebody over the graph, or Handoff itself when it asked a server. The
 * actor of the context must be allowed to.
 */
export async function report(context: Context, input: ReportServing): Promise<Reported> {
  const environment = await findEnvironment(context.db, storable(input.environment));
  if (!environment) return nothing(await noEnvironment(context.db, input.environment));
  const problem = inputProblem(input, new Date()) ?? (await targetProblem(context, input.targetId, environment.id));
  if (problem) return nothing(problem);
  const names = await namesOf(context, input.serving);
  const resolved = { environment, targetId: input.targetId || null, names };
  return reportedBy(await execute(context, reportServing(resolved), input));
}

function nothing(problem: Problem): Reported {
  return { environmentId: null, outcomes: [], problem };
}

function reportedBy({ id, also, problem }: Answer): Reported {
  if (problem || also.outcomes === undefined) return { environmentId: id, outcomes: [], problem };
  return { environmentId: id, outcomes: JSON.parse(also.outcomes) as Outcome[], problem: null };
}

function inputProblem({ at, serving }: ReportServing, now: Date): Problem | null {
  if (at.getTime() > now.getTime() + aheadMs)
    return invalid('at', `${at.toISOString()} lies in the future: give when this was seen to run.`);
  if (serving.length > mostTold)
    return invalid(
      'serving',
      `${serving.length} are told at once: send up to ${mostTold}, without "complete" if there are more.`,
    );
  for (const [i, told] of serving.entries()) {
    const problem = toldProblem(told, `serving[${i}]`);
    if (problem) return problem;
  }
  return null;
}

function toldProblem({ version, trafficPercent }: ServingTold, field: string): Problem | null {
  if (typeof trafficPercent === 'number' && !(trafficPercent >= 0 && trafficPercent <= 100))
    return invalid(`${field}.trafficPercent`, `${trafficPercent} is no share of the traffic: give 0 to 100.`);
  return textProblem(`${field}.version`, version, 128);
}

async function targetProblem(
  context: Context,
  targetId: string | null | undefined,
  environmentId: string,
): Promise<Problem | null> {
  if (!targetId) return null;
  const target = await load(context, targetById, storable(targetId));
  if (target?.environmentId === environmentId) return null;
  return invalid('targetId', `There is no target "${targetId}" in this environment: choose one that it lists.`);
}
