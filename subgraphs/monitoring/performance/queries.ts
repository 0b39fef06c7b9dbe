import { storable } from '@handoff/kit/database/text';
import type { BatchWith } from '@handoff/kit/loader';
import { badInput } from '@handoff/kit/page';
import { knownVersion } from '../known-version.ts';
import { type Period, periodProblem } from '../period.ts';
import { factsOf } from './facts.ts';
import { predictionsOf } from './reading.ts';
import { type Performance, performanceOf } from './report.ts';

/** What performance is asked for, as it was given. */
export interface PerformanceArgs extends Period {
  groupBy: string | null;
}

/**
 * How well versions did; one of which nothing is known, or whose model the viewer may not see, is left out. Five
 * statements for any number of them, and a question to the graph for every twenty. Throws BAD_USER_INPUT for a period
 * that makes no sense, and an outage when the graph cannot be asked.
 */
export const performanceOfVersion: BatchWith<PerformanceArgs, Performance> = async (ids, args, context) => {
  const problem = periodProblem(args);
  if (problem) throw badInput(problem);
  const visible = await knownVersion(ids, context);
  const asked = ids.filter(id => visible.has(id));
  const facts = await factsOf(context.graph, asked);
  const groupBy = args.groupBy === null ? null : storable(args.groupBy);
  const everywhere = { deploymentId: null, environment: null };
  const requests = asked.map(versionId => ({ versionId, ...everywhere, from: args.from, to: args.to, groupBy }));
  const asOf = new Date();
  const found = await predictionsOf(context.db, requests, asOf);
  const isGrouped = args.groupBy !== null;
  return new Map(
    asked.map((id, i) => {
      const { rows = [], columns = [], n = 0 } = found[i] ?? {};
      const known = facts.get(id) ?? { task: null, objectives: [] };
      return [id, performanceOf({ facts: known, rows, columns, n, asOf, isGrouped })];
    }),
  );
};
