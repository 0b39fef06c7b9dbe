import { type Command, done } from '@handoff/kit/command';
import { type Reader, rows } from '@handoff/kit/database/database';
import { upsertAll } from '@handoff/kit/database/insert';
import { isProblem } from '@handoff/kit/problem';
import { lockExperiment, saveMoved } from './case.ts';
import { newsOf } from './news.ts';
import { type Observed, observedTotals } from './observed.ts';
import { armsIn, recordedOf, totalsIn } from './queries.ts';
import { reachesPlan, readExperiment } from './reading.ts';
import { type ArmRow, type ExperimentRow, experimentTotals, type TotalRow } from './table.ts';

/**
 * Takes over what was observed of an experiment's arms since it began, in the place of what was observed before; metrics
 * that are recorded are left alone. Leaves an event when there is something to tell of what the data say now. Of an
 * experiment that does not run, it changes nothing.
 */
export function feedExperiment(observed: readonly Observed[]): Command<{ experimentId: string }> {
  return {
    name: 'feedExperiment',
    async run(tx, actor, { experimentId: id }) {
      const found = await lockExperiment(tx, actor, { id, move: 'RECORD' });
      if (isProblem(found)) return found;
      const [arms, kept] = [await armsIn(tx, id), await totalsIn(tx, id)];
      const changed = isOver(found, arms, kept) ? [] : changedTotals(found, kept, observed);
      if (changed.length === 0) return done(id);
      await upsertAll(tx, [{ table: experimentTotals, rows: changed }]);
      const news = newsOf(readExperiment(recordedOf(found, arms, await totalsIn(tx, id))), found.guardrails);
      if (!news || news.key === found.told) return done(id);
      await saveMoved(tx, actor, {
        action: news.action,
        summary: `found of the experiment "${found.name}" that ${news.words}`,
        after: { ...found, told: news.key },
        detail: { found: news.key },
        notify: true,
      });
      return done(id);
    },
  };
}

/** A fixed horizon is read once: what comes after every arm has what was planned would move what was read. */
function isOver(row: ExperimentRow, arms: readonly ArmRow[], kept: readonly TotalRow[]): boolean {
  const sizes = arms.map(({ key }) => kept.find(each => each.arm === key && each.metric === row.metric)?.n ?? 0);
  return row.method === 'FIXED_HORIZON' && reachesPlan(row, sizes);
}

/** What was counted stays counted: labels and minutes that are not kept any more take nothing away. */
function changedTotals(row: ExperimentRow, kept: readonly TotalRow[], observed: readonly Observed[]): TotalRow[] {
  const recorded = new Set(kept.filter(({ source }) => source === 'RECORDED').map(({ metric }) => metric));
  return observedTotals(row, observed).flatMap(({ arm, metric, totals }) => {
    const before = kept.find(each => each.arm === arm && each.metric === metric);
    if (recorded.has(metric) || (before && before.n > totals.n)) return [];
    const isSame = before?.n === totals.n && before.mean === totals.mean && before.squares === totals.squares;
    return isSame ? [] : [{ ...totals, experimentId: row.id, arm, metric, source: 'OBSERVED' as const }];
  });
}

const mostAtOnce = 200;

/** Ids of the experiments that run and whose arms all name a deployment. */
export async function fedExperiments(reader: Reader): Promise<string[]> {
  const sql = `SELECT x.id FROM deployment.experiment x WHERE x.state = 'RUNNING' AND NOT EXISTS (
      SELECT FROM deployment.experiment_arm a WHERE a.experiment_id = x.id AND a.deployment_id IS NULL)
    ORDER BY x.id LIMIT ${mostAtOnce}`;
  return (await rows<{ id: string }>(reader, sql)).map(({ id }) => id);
}
