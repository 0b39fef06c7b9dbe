import type { Actor } from '@handoff/kit/actor';
import type { Tx } from '@handoff/kit/database/database';
import { isProblem } from '@handoff/kit/problem';
import { type ImportResult, rejectedWhole } from './outcome.ts';
import { planRecords } from './plan-records.ts';
import type { ToldRecord } from './told.ts';
import { writeRecords } from './write-records.ts';

/**
 * Brings records in with one transaction: all are judged, and those that are not refused are written. Each goes in all
 * or not at all but for versions that are refused. What became of each record and of its versions, in the order told.
 */
export async function importRecords(tx: Tx, actor: Actor, told: readonly ToldRecord[]): Promise<ImportResult[][]> {
  const judged = await planRecords(tx, actor, told);
  const turns = judged.flatMap(one => (isProblem(one) ? [] : [one]));
  const written = await writeRecords(tx, actor, turns);
  const resultsOf = new Map(turns.map((turn, i) => [turn.told, written[i] ?? []]));
  return told.map((one, i) => {
    const problem = judged[i];
    return isProblem(problem) ? rejectedWhole(one, problem) : (resultsOf.get(one) ?? []);
  });
}
