import { Access } from '@handoff/kit/access/rule';
import { ProblemType } from '@handoff/kit/schema/problem';
import { DateTime } from '@handoff/kit/schema/scalars';
import { ArgsType, Field, Float, InputType, ObjectType } from 'type-graphql';
import { MetricPoint } from '../metric/schema.ts';
import { BatchPayload } from '../outcome.ts';
import type { RecordCost, SetBudget } from './commands.ts';
import type { Cost } from './cost.ts';
import type { CostLine } from './recording.ts';

@Access('given')
@ObjectType('Cost', {
  description: "What was recorded of a model's cost in a period, in one currency: that of its budget.",
})
export class CostType implements Omit<Cost, 'points' | 'modelId' | 'billed' | 'billedAmount'> {
  @Field(() => Float, {
    description: 'The recorded costs of the period; one that spans days is spread evenly over its time.',
  })
  amount!: number;
  @Field(() => String, { description: 'ISO 4217, such as EUR.' }) currency!: string;
  @Field(() => Float, { nullable: true, description: 'Per calendar month in UTC; null: none is set.' })
  budget!: number | null;
  @Field(() => Float, {
    nullable: true,
    description:
      "The share of the month's budget that is used up: amount ÷ budget, 1 is all of it. Null without a budget, without costs, and for a period that does not begin with a calendar month or goes beyond it.",
  })
  burn!: number | null;
  @Field(() => Float, {
    nullable: true,
    description:
      'What this month will have cost if it goes on like this: what is known of it so far, and for the rest the pace of the last 7 days for which costs are known. Null with less than a day of costs, when none are known of the last 7 days, and for a period that is not this month.',
  })
  forecast!: number | null;
  @Field(() => [MetricPoint], {
    description: 'By day in UTC: value is the amount, n the number of cost lines. Days without cost are left out.',
  })
  points!: MetricPoint[];
}

@ArgsType()
export class CostArguments {
  @Field(() => DateTime, { nullable: true, description: 'Where it begins; left out: with the month of its end.' })
  from?: Date | null;
  @Field(() => DateTime, { nullable: true, description: 'Where it ends; left out: now.' }) to?: Date | null;
}

const keyText = { nullable: true, description: 'Applied once per key for 24 h.' } as const;

@InputType({ description: 'One line of a bill.' })
export class CostInput implements CostLine {
  @Field(() => DateTime, { description: 'Where the time begins that it was spent in.' }) from!: Date;
  @Field(() => DateTime, { description: 'Where that ends: later than "from", by 400 days at most.' }) to!: Date;
  @Field(() => Float, { description: 'What was spent: 0 or more.' }) amount!: number;
  @Field(() => String, { description: 'ISO 4217; that of the budget and of all costs of the model.' })
  currency!: string;
  @Field(() => String, { nullable: true, description: 'Name of the environment it was spent in.' }) environment?:
    | string
    | null;
  @Field(() => String, { nullable: true, description: 'What for: instances, storage.' }) item?: string | null;
}

@InputType({ description: 'What a model cost; repeat-safe by batchId.' })
export class RecordCostInput implements RecordCost {
  @Field(() => String, { description: 'Id or name of the model.' }) model!: string;
  @Field(() => String, {
    description: 'Yours alone; the same again adds nothing. Send mended lines under another one.',
  })
  batchId!: string;
  @Field(() => [CostInput], { description: '1 to 1,000 lines.' }) costs!: CostInput[];
  @Field(() => String, keyText) idempotencyKey?: string | null;
}

@InputType({ description: 'What a model may cost in each calendar month.' })
export class SetBudgetInput implements SetBudget {
  @Field(() => String, { description: 'Id or name of the model.' }) model!: string;
  @Field(() => Float, { description: 'More than 0.' }) amount!: number;
  @Field(() => String, { description: 'ISO 4217, such as EUR; that of the costs once there are some.' })
  currency!: string;
  @Field(() => String, keyText) idempotencyKey?: string | null;
}

@Access('given')
@ObjectType({ description: 'What came of the batch.' })
export class RecordCostPayload extends BatchPayload {}

@Access('given')
@ObjectType({ description: 'The cost of this month so far beside the budget, or why it could not be set.' })
export class SetBudgetPayload {
  @Field(() => CostType, { nullable: true, description: 'As it stands now.' }) cost!: CostType | null;
  @Field(() => ProblemType, { nullable: true, description: 'Why not.' }) problem!: ProblemType | null;
}
