import { Access } from '@handoff/kit/access/rule';
import { execute } from '@handoff/kit/command';
import type { Context } from '@handoff/kit/context';
import { payload } from '@handoff/kit/payload';
import { ProblemType } from '@handoff/kit/schema/problem';
import { Arg, Ctx, Field, ID, InputType, Mutation, ObjectType, Resolver } from 'type-graphql';
import { Assumption, AssumptionStatusEnum } from '../version/schema.ts';
import type { AssumptionStatus } from '../version/version.ts';
import { type CheckAssumption, checkAssumption } from './check.ts';
import { assumptionById } from './queries.ts';

@InputType({ description: 'What was found of an assumption.' })
export class CheckAssumptionInput implements CheckAssumption {
  @Field(() => ID, { description: 'Which.' }) assumptionId!: string;
  @Field(() => AssumptionStatusEnum, { description: 'OPEN: what was found before counts no longer.' })
  status!: AssumptionStatus;
  @Field(() => String, { nullable: true, description: 'What the check rests on.' }) evidence?: string | null;
  @Field(() => String, { nullable: true, description: 'Applied once per key for 24 h.' })
  idempotencyKey?: string | null;
}

@Access('given')
@ObjectType({ description: 'The assumption as it stands, or why it was not checked.' })
export class CheckAssumptionPayload {
  @Field(() => Assumption, { nullable: true, description: 'The assumption.' }) assumption!: Assumption | null;
  @Field(() => ProblemType, { nullable: true, description: 'Why not.' }) problem!: ProblemType | null;
}

@Resolver()
export class AssumptionMutations {
  @Access('judged')
  @Mutation(() => CheckAssumptionPayload, {
    nullable: true,
    description: 'Says whether an assumption holds; needs VERSION_REGISTER on its model.',
  })
  checkAssumption(@Ctx() context: Context, @Arg('input', () => CheckAssumptionInput) input: CheckAssumptionInput) {
    return payload(execute(context, checkAssumption, input), { assumption: assumptionById });
  }
}
