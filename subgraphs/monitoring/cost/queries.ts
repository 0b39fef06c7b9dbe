import type { Context } from '@handoff/kit/context';
import { firstRow, rows, type Tx } from '@handoff/kit/database/database';
import { type Batch, type BatchWith, grouped } from '@handoff/kit/loader';
import { badInput } from '@handoff/kit/page';
import { type Cost, type CostSpan, costOf, mostDays, type Period, periodOf, periodProblem } from './cost.ts';

/** The period that costs are asked for, as it was given. */
export interface CostArgs {
  from: Date | null;
  to: Date | null;
}

interface Account {
  modelId: string;
  currency: string;
  budget: number | null;
}

/**
 * What models cost in a period; a model for which nothing was recorded there and no budget is set is left out.
 * Two statements for any number of models. Throws BAD_USER_INPUT for a period that makes no sense.
 */
export const costOfModel: BatchWith<CostArgs, Cost> = async (ids, args, context) => {
  const now = new Date();
  const period = periodOf(args, now);
  const problem = periodProblem(period);
  if (problem) throw badInput(problem);
  const spans = grouped(await spansOf(context, ids, period), span => span.modelId);
  const costs = new Map<string, Cost>();
  for (const { modelId, currency, budget } of await accountsOf(context, ids)) {
    const found = spans.get(modelId) ?? [];
    if (found.length === 0 && budget === null) continue;
    costs.set(modelId, costOf(found, { period, now, currency, budget }));
  }
  return costs;
};

/** What models cost this month so far. */
export const costThisMonth: Batch<string, Cost> = (ids, context) => costOfModel(ids, { from: null, to: null }, context);

function accountsOf(context: Context, ids: readonly string[]): Promise<Account[]> {
  const sql = `SELECT a.model_id AS "modelId", a.currency, b.amount::float8 AS budget
    FROM monitoring.cost_account a LEFT JOIN monitoring.budget b ON b.model_id = a.model_id
    WHERE a.model_id = ANY($1::text[])`;
  return rows(context.db, sql, [ids]);
}

// No line is longer than mostDays, so none that begins earlier than that can reach into the period.
function spansOf(context: Context, ids: readonly string[], { from, to }: Period) {
  const sql = `SELECT c.model_id AS "modelId", c.from_at AS "from", c.to_at AS "to",
      sum(c.amount)::float8 AS amount, count(*)::int AS lines
    FROM monitoring.cost c
    WHERE c.model_id = ANY($1::text[]) AND c.from_at < $3 AND c.to_at > $2
      AND c.from_at > $2::timestamptz - make_interval(hours => 24 * ${mostDays})
    GROUP BY c.model_id, c.from_at, c.to_at
    ORDER BY c.from_at, c.to_at`;
  return rows<CostSpan & { modelId: string }>(context.db, sql, [ids, from, to]);
}

/** The currency of a model's costs and budget, locked until the commit; null when there is none yet. */
export async function lockedCurrency(tx: Tx, modelId: string): Promise<string | null> {
  const sql = 'SELECT currency FROM monitoring.cost_account WHERE model_id = $1 FOR UPDATE';
  return (await firstRow<{ currency: string }>(tx, sql, [modelId]))?.currency ?? null;
}

/** Whether costs came in under this batch id before. */
export async function batchCame(tx: Tx, modelId: string, batchId: string): Promise<boolean> {
  const sql = 'SELECT FROM monitoring.cost_batch WHERE model_id = $1 AND batch_id = $2';
  return (await firstRow(tx, sql, [modelId, batchId])) !== null;
}

/** A model's budget for a month, or null. */
export function budgetOf(tx: Tx, modelId: string): Promise<{ amount: number; currency: string } | null> {
  const sql = 'SELECT amount::float8 AS amount, currency FROM monitoring.budget WHERE model_id = $1';
  return firstRow(tx, sql, [modelId]);
}

/** Whether any cost of a model was ever recorded. */
export async function hasCosts(tx: Tx, modelId: string): Promise<boolean> {
  return (await firstRow(tx, 'SELECT FROM monitoring.cost WHERE model_id = $1 LIMIT 1', [modelId])) !== null;
}
