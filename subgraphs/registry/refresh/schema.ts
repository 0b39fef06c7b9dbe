import { Access } from '@handoff/kit/access/rule';
import { ProblemType } from '@handoff/kit/schema/problem';
import { DateTime } from '@handoff/kit/schema/scalars';
import { Field, InputType, Int, ObjectType } from 'type-graphql';
import type { SourceSystem } from '../import/source.ts';
import { SourceSystemEnum } from '../import/source-schema.ts';
import type { RefreshRow } from './refresh.ts';
import type { RefreshSource } from './request.ts';

type Shown = 'system' | 'externalId' | 'requestedAt' | 'dueAt' | 'attempt' | 'lastFailure';

@Access('given')
@ObjectType({ description: 'A record of another system that is to be read anew.' })
export class SourceRefresh implements Pick<RefreshRow, Shown> {
  @Field(() => SourceSystemEnum, { description: 'Where it lives.' }) system!: SourceSystem;
  @Field(() => String, { description: 'What the system calls it.' }) externalId!: string;
  @Field(() => DateTime, { description: 'When that was asked for last.' }) requestedAt!: Date;
  @Field(() => DateTime, { nullable: true, description: 'When it is tried next; null: it was given up.' })
  dueAt!: Date | null;
  @Field(() => Int, { description: 'How many times it was tried since.' }) attempt!: number;
  @Field(() => String, { nullable: true, description: 'Why the last try failed.' }) lastFailure!: string | null;
}

@InputType({ description: 'Has a record read anew from where it lives.' })
export class RefreshSourceInput implements RefreshSource {
  @Field(() => SourceSystemEnum, { description: 'Where it lives: MLFLOW.' }) system!: SourceSystem;
  @Field(() => String, { description: "What the system calls it: a model's name." }) externalId!: string;
  @Field(() => String, { nullable: true, description: 'Applied once per key for 24 h.' })
  idempotencyKey?: string | null;
}

@Access('given')
@ObjectType({ description: 'What is to be read anew, or why not.' })
export class RefreshSourcePayload {
  @Field(() => SourceRefresh, { nullable: true, description: 'Null once it was read.' })
  refresh!: SourceRefresh | null;
  @Field(() => ProblemType, { nullable: true, description: 'Why not.' }) problem!: ProblemType | null;
}
