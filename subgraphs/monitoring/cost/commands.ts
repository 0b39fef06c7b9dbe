import type { Actor } from '@handoff/kit/actor';
import { type Command, done } from '@handoff/kit/command';
import { rows, type Tx } from '@handoff/kit/database/database';
import { append } from '@handoff/kit/event/append';
import { changesBetween } from '@handoff/kit/event/change';
import { invalid, type Problem } from '@handoff/kit/problem';
import { batchProblem } from '../batch.ts';
import { recorded } from '../outcome.ts';
import { refuse, type Wanted } from '../permission.ts';
import { batchCame, budgetOf, hasCosts, lockedCurrency } from './queries.ts';
import { type CostLine, currencyProblem, type Judged, judgeCosts, leastBudget, mostMoney } from './recording.ts';
import { budgets, costAccounts, costBatches, costLines } from './table.ts';

export interface RecordCost {
  /** Id of the model. */
  model: string;
  batchId: string;
  costs: CostLine[];
  idempotencyKey?: string | null;
}

const ingest: Omit<Wanted, 'model'> = {
  permission: 'INGEST',
  rule: 'ingest',
  message: 'Only who may send measurements of this model may record its costs: ask for a role that can.',
};

/**
 * Records what a model cost. Lines that make no sense are rejected, the others go in. A batch that came before adds
 * nothing; one of which nothing was taken may be sent again under its id. Needs INGEST on the model.
 */
export const recordCost: Command<RecordCost> = {
  name: 'recordCost',
  async run(tx, actor, input) {
    const refusal = await refuse(tx, actor, { model: input.model, ...ingest });
    if (refusal) return refusal;
    const problem = batchProblem(input.batchId, { field: 'costs', noun: 'cost', count: input.costs.length });
    if (problem) return problem;
    const judged = await judgeInAccount(tx, input);
    if (await batchCame(tx, input.model, input.batchId)) {
      return recorded(input.model, { accepted: 0, rejected: [], duplicate: true });
    }
    const { accepted, rejected } = judged;
    if (accepted.length > 0) await keep(tx, actor, { input, judged });
    return recorded(input.model, { accepted: accepted.length, rejected, duplicate: false });
  },
};

/** Judges lines by the currency of the model's account, which it opens with the first line that makes sense. */
async function judgeInAccount(tx: Tx, { model, costs }: RecordCost): Promise<Judged> {
  const judged = judgeCosts(costs, await lockedCurrency(tx, model));
  if (judged.currency === null) return judged;
  // Another first batch may have been quicker, in another currency.
  return judgeCosts(costs, await openAccount(tx, model, judged.currency));
}

/** The currency of a model's account, which is opened in this one when there is none; locked until the commit. */
async function openAccount(tx: Tx, modelId: string, currency: string): Promise<string> {
  await tx.createQueryBuilder().insert().into(costAccounts).values({ modelId, currency }).orIgnore().execute();
  return (await lockedCurrency(tx, modelId)) ?? currency;
}

async function keep(tx: Tx, actor: Actor, of: { input: RecordCost; judged: Judged }): Promise<void> {
  const { model: modelId, batchId } = of.input;
  const { accepted, rejected, currency } = of.judged;
  await tx.insert(costBatches, { modelId, batchId, recordedById: actor.id, recordedAt: new Date() });
  await tx.insert(
    costLines,
    accepted.map((line, position) => ({
      modelId,
      batchId,
      position,
      fromAt: line.from,
      toAt: line.to,
      amount: line.amount,
      currency: line.currency,
      environment: line.environment ?? null,
      item: line.item ?? null,
    })),
  );
  await append(tx, actor, {
    action: 'cost.recorded',
    subjectId: modelId,
    modelId,
    summary: `recorded ${accepted.length === 1 ? 'a cost' : `${accepted.length} costs`} in ${currency}`,
    detail: { batchId, accepted: accepted.length, rejected: rejected.length, currency },
  });
}

export interface SetBudget {
  /** Id of the model. */
  model: string;
  amount: number;
  currency: string;
  idempotencyKey?: string | null;
}

const budgeting: Omit<Wanted, 'model'> = {
  permission: 'MONITOR_EDIT',
  rule: 'monitor-edit',
  message: 'Only who sets up the monitoring of this model may set its budget: ask them.',
};

/** Sets what a model may cost in each calendar month. Needs MONITOR_EDIT on the model. */
export const setBudget: Command<SetBudget> = {
  name: 'setBudget',
  async run(tx, actor, input) {
    const refusal = await refuse(tx, actor, { model: input.model, ...budgeting });
    if (refusal) return refusal;
    const problem = budgetProblem(input) ?? (await settleCurrency(tx, input));
    if (problem) return problem;
    const { model: modelId, amount, currency } = input;
    const before = await budgetOf(tx, modelId);
    await tx.save(budgets, { modelId, amount, currency, setById: actor.id, setAt: new Date() });
    await append(tx, actor, {
      action: 'budget.set',
      subjectId: modelId,
      modelId,
      summary: `set the budget to ${amount} ${currency} a month`,
      changes: changesBetween(before, { amount, currency }, ['amount', 'currency']),
    });
    return done(modelId);
  },
};

function budgetProblem({ amount, currency }: SetBudget): Problem | null {
  if (amount < leastBudget || amount > mostMoney) {
    return invalid('amount', `A budget is at least ${leastBudget} and at most ${mostMoney}: ${amount} is not.`);
  }
  const problem = currencyProblem(currency);
  return problem === null ? null : invalid('currency', `${problem}.`);
}

/** The budget is in the currency of the costs; as long as there are none, it may change. */
async function settleCurrency(tx: Tx, { model, currency }: SetBudget): Promise<Problem | null> {
  const known = await openAccount(tx, model, currency);
  if (known === currency) return null;
  if (await hasCosts(tx, model)) {
    return invalid('currency', `The costs of this model are recorded in ${known}: set its budget in ${known}.`);
  }
  await rows(tx, 'UPDATE monitoring.cost_account SET currency = $2 WHERE model_id = $1', [model, currency]);
  return null;
}
