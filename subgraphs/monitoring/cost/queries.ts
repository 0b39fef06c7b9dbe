import { firstRow, type Reader, rows, type Tx } from '@handoff/kit/database/database';
import { type Batch, type BatchWith, grouped, keyed } from '@handoff/kit/loader';
import { badInput } from '@handoff/kit/page';
import { dayMs } from '../grain.ts';
import { predictionsIn } from '../metric/predictions.ts';
import {
  type Cost,
  type CostSpan,
  costOf,
  mostDays,
  type Period,
  periodOf,
  periodProblem,
  trailingDays,
} from './cost.ts';

/** The period that costs are asked for, as it was given. */
export interface CostArgs {
  from: Date | null;
  to: Date | null;
}

interface Account {
  modelId: string;
  currency: string;
  budget: number | null;
  /** When the first cost that was ever recorded begins. */
  since: Date | null;
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
  const costs = await costsIn(
    context.db,
    ids.map(modelId => ({ modelId, period, now })),
  );
  return new Map(ids.flatMap((id, i) => (costs[i] ? [[id, costs[i]] as const] : [])));
};

/** What each of these models had cost in the month of an instant until then, in their order. Two statements. */
export function costsOf(reader: Reader, asked: readonly { modelId: string; at: Date }[]): Promise<(Cost | null)[]> {
  const each = asked.map(({ modelId, at }) => ({ modelId, period: periodOf({ from: null, to: at }, at), now: at }));
  return costsIn(reader, each);
}

interface CostAsked {
  modelId: string;
  period: Period;
  now: Date;
}

async function costsIn(reader: Reader, asked: readonly CostAsked[]): Promise<(Cost | null)[]> {
  const spans = grouped(await spansOf(reader, asked), ({ place }) => String(place));
  const models = [...new Set(asked.map(({ modelId }) => modelId))];
  const accounts = keyed(await accountsOf(reader, models), ({ modelId }) => modelId);
  return asked.map(({ modelId, period, now }, place) => {
    const account = accounts.get(modelId);
    if (!account) return null;
    const { currency, budget, since } = account;
    const cost = costOf(spans.get(String(place)) ?? [], { period, now, currency, budget, since });
    return cost.points.length === 0 && budget === null ? null : { modelId, ...cost };
  });
}

/** What models cost this month so far. */
export const costThisMonth: Batch<string, Cost> = (ids, context) => costOfModel(ids, { from: null, to: null }, context);

function accountsOf(reader: Reader, ids: readonly string[]): Promise<Account[]> {
  const sql = `SELECT a.model_id AS "modelId", a.currency, b.amount::float8 AS budget,
      (SELECT min(c.from_at) FROM monitoring.cost c WHERE c.model_id = a.model_id) AS since
    FROM monitoring.cost_account a LEFT JOIN monitoring.budget b ON b.model_id = a.model_id
    WHERE a.model_id = ANY($1::text[])`;
  return rows(reader, sql, [ids]);
}

/** A forecast looks at the last days for which costs are known, which may be in the month before. */
function earliest({ from }: Period, now: Date): Date {
  return new Date(Math.min(from.getTime(), now.getTime() - 2 * trailingDays * dayMs));
}

// No line is longer than mostDays, so none that begins earlier than that can reach into the period.
function spansOf(reader: Reader, asked: readonly CostAsked[]) {
  const sql = `SELECT (w.nth - 1)::int AS place, c.from_at AS "from", c.to_at AS "to",
      sum(c.amount)::float8 AS amount, count(*)::int AS lines
    FROM unnest($1::text[], $2::timestamptz[], $3::timestamptz[]) WITH ORDINALITY AS w(model_id, "from", "to", nth)
    JOIN monitoring.cost c ON c.model_id = w.model_id AND c.from_at < w."to" AND c.to_at > w."from"
      AND c.from_at > w."from" - make_interval(hours => 24 * ${mostDays})
    GROUP BY w.nth, c.from_at, c.to_at
    ORDER BY c.from_at, c.to_at`;
  return rows<CostSpan & { place: number }>(reader, sql, [
    asked.map(({ modelId }) => modelId),
    asked.map(({ period, now }) => earliest(period, now)),
    asked.map(({ period }) => period.to),
  ]);
}

/** What a thousand predictions cost, by the text of what was billed; left out where none are known. Three statements at most. */
export const perThousand: Batch<string, number> = async (keys, context) => {
  const billed = keys.map(key => JSON.parse(key) as Billed);
  const windows = billed.map(({ modelId, from, to }) => ({
    modelId,
    versionId: null,
    from: new Date(from),
    to: new Date(to),
  }));
  const counts = await predictionsIn(context.db, windows, new Date());
  return new Map(
    keys.flatMap((key, i) => {
      const [count, of] = [counts[i] ?? 0, billed[i]];
      return of && count > 0 ? [[key, (1000 * of.amount) / count] as const] : [];
    }),
  );
};

interface Billed {
  modelId: string;
  from: string;
  to: string;
  amount: number;
}

/** What was billed of a cost, as text; null where nothing was. */
export function billedKey({ modelId, billed, billedAmount }: Cost): string | null {
  if (!billed) return null;
  const told: Billed = { modelId, from: billed.from.toISOString(), to: billed.to.toISOString(), amount: billedAmount };
  return JSON.stringify(told);
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
