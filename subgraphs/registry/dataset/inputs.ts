import { Access } from '@handoff/kit/access/rule';
import { ProblemType } from '@handoff/kit/schema/problem';
import { DateTime } from '@handoff/kit/schema/scalars';
import { Field, Float, ID, InputType, Int, ObjectType } from 'type-graphql';
import type { SaveDataset } from './save.ts';
import { Dataset } from './schema.ts';

@InputType({ description: 'A data set. Changed by id: what is left out stays, null empties it.' })
export class SaveDatasetInput implements SaveDataset {
  @Field(() => ID, { nullable: true, description: 'Left out: a new one.' }) id?: string | null;
  @Field(() => String, { description: 'What people call it.' }) name!: string;
  @Field(() => String, { nullable: true, description: 'Where it lies.' }) uri?: string | null;
  @Field(() => String, { nullable: true, description: 'What its content is told apart by.' }) digest?: string | null;
  @Field(() => Float, { nullable: true, description: 'How many rows it has.' }) rows?: number | null;
  @Field(() => DateTime, { nullable: true, description: 'Begin of the time it covers.' }) from?: Date | null;
  @Field(() => DateTime, { nullable: true, description: 'End of the time it covers.' }) to?: Date | null;
  @Field(() => String, { nullable: true, description: 'What it holds.' }) description?: string | null;
  @Field(() => Int, { nullable: true, description: 'What the change rests on; stale: Conflict.' })
  revision?: number | null;
  @Field(() => String, { nullable: true, description: 'Applied once per key for 24 h.' })
  idempotencyKey?: string | null;
}

@Access('given')
@ObjectType({ description: 'The data set as it stands, or why it was not saved.' })
export class SaveDatasetPayload {
  @Field(() => Dataset, { nullable: true, description: 'The data set.' }) dataset!: Dataset | null;
  @Field(() => ProblemType, { nullable: true, description: 'Why not.' }) problem!: ProblemType | null;
}
