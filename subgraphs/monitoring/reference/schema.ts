import { Access } from '@handoff/kit/access/rule';
import { Principal } from '@handoff/kit/schema/principal';
import { ProblemType } from '@handoff/kit/schema/problem';
import { DateTime } from '@handoff/kit/schema/scalars';
import { Field, Float, ID, ObjectType } from 'type-graphql';
import type { ReferenceProfile } from './table.ts';

@Access('visible')
@ObjectType('ReferenceProfile', { description: 'What a version was trained on, summed up: drift is held against it.' })
export class ReferenceProfileType implements Pick<ReferenceProfile, 'id' | 'n' | 'savedAt'> {
  @Field(() => ID, { description: 'Opaque: ref_….' }) id!: string;
  @Field(() => Float, { description: 'Rows.' }) n!: number;
  @Field(() => [String], { description: 'Names of its columns: features, then "prediction" and "label".' })
  columns!: string[];
  @Field(() => Principal, { nullable: true, description: 'Who saved it; null: the system.' })
  savedBy!: Principal | null;
  @Field(() => DateTime, { description: 'When.' }) savedAt!: Date;
}

@Access('given')
@ObjectType({ description: 'The profile, or why it could not be saved.' })
export class SaveReferencePayload {
  @Field(() => ReferenceProfileType, { nullable: true, description: 'As it was saved.' })
  reference!: ReferenceProfileType | null;
  @Field(() => ProblemType, { nullable: true, description: 'Why not.' }) problem!: ProblemType | null;
}
