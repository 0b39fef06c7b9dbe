import { Access } from '@handoff/kit/access/rule';
import { modelIdOf } from '@handoff/kit/catalogue';
import { execute } from '@handoff/kit/command';
import type { Context } from '@handoff/kit/context';
import { load, loadWith } from '@handoff/kit/loader';
import { payload } from '@handoff/kit/payload';
import { Arg, Args, Ctx, FieldResolver, Float, Mutation, Resolver, Root } from 'type-graphql';
import { MonitoredModel } from '../entities.ts';
import { MetricPoint } from '../metric/schema.ts';
import { outcomeOf } from '../outcome.ts';
import { recordCost, setBudget } from './commands.ts';
import type { Cost } from './cost.ts';
import { billedKey, costOfModel, costThisMonth, perThousand } from './queries.ts';
import {
  CostArguments,
  CostType,
  RecordCostInput,
  RecordCostPayload,
  SetBudgetInput,
  SetBudgetPayload,
} from './schema.ts';

const unmeasured = { min: null, max: null, p50: null, p95: null, p99: null };

@Resolver(() => MonitoredModel)
export class ModelCostResolver {
  @FieldResolver(() => CostType, {
    nullable: true,
    description:
      'What it cost in a period of up to 400 days; left out: this month so far. Null: nothing was recorded there, and no budget is set.',
  })
  cost(@Root() model: { id: string }, @Ctx() context: Context, @Args(() => CostArguments) { from, to }: CostArguments) {
    return loadWith(context, costOfModel, { key: model.id, args: { from: from ?? null, to: to ?? null } });
  }
}

@Resolver(() => CostType)
export class CostResolver {
  @FieldResolver(() => Float, {
    nullable: true,
    description:
      'What is known of the cost ÷ the predictions that were recorded until the last cost that is known, × 1,000. Null where either is none.',
  })
  perThousandPredictions(@Root() cost: Cost, @Ctx() context: Context) {
    const key = billedKey(cost);
    return key && load(context, perThousand, key);
  }

  @FieldResolver(() => [MetricPoint])
  points(@Root() cost: Cost) {
    return cost.points.map(point => ({ ...point, ...unmeasured }));
  }
}

@Resolver()
export class CostMutations {
  @Access('judged')
  @Mutation(() => RecordCostPayload, {
    nullable: true,
    description: 'Records what a model cost; needs INGEST on it. Repeat-safe by batchId.',
  })
  async recordCost(@Ctx() context: Context, @Arg('input', () => RecordCostInput) input: RecordCostInput) {
    const model = await modelIdOf(context, input.model);
    return outcomeOf(await execute(context, recordCost, { ...input, model }));
  }

  @Access('judged')
  @Mutation(() => SetBudgetPayload, {
    nullable: true,
    description: 'Sets what a model may cost in each calendar month; needs MONITOR_EDIT on it.',
  })
  async setBudget(@Ctx() context: Context, @Arg('input', () => SetBudgetInput) input: SetBudgetInput) {
    const model = await modelIdOf(context, input.model);
    return payload(execute(context, setBudget, { ...input, model }), { cost: costThisMonth });
  }
}
