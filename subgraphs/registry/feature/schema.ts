import { Access } from '@handoff/kit/access/rule';
import { connectionOf } from '@handoff/kit/schema/page';
import { DateTime } from '@handoff/kit/schema/scalars';
import { Directive, Field, ID, Int, ObjectType } from 'type-graphql';
import type { AvailabilityRow } from './availability.ts';
import type { FeatureDefinitionRow } from './feature.ts';

@Access('visible')
@Directive('@key(fields: "id")')
@ObjectType({ description: 'A feature that many versions may read: the shared definition.' })
export class FeatureDefinition implements Omit<FeatureDefinitionRow, 'ownerId'> {
  @Field(() => ID, { description: 'Opaque; begins with ftr_.' }) id!: string;
  @Field(() => String, { description: 'Unique.' }) name!: string;
  @Field(() => String, { description: 'Such as double or string.' }) dtype!: string;
  @Field(() => String, { nullable: true, description: 'Where its values come from.' }) source!: string | null;
  @Field(() => String, { nullable: true, description: 'What it means.' }) description!: string | null;
  @Field(() => Int, { description: 'Grows with every change.' }) revision!: number;
}

@Access('given')
@ObjectType({ description: 'Whether production can read a feature in one environment, as it was last reported.' })
export class Availability implements Omit<AvailabilityRow, 'name' | 'reportedById'> {
  @Field(() => String, { description: 'Name of the environment.' }) environment!: string;
  @Field(() => Boolean, { description: 'Whether it can be read there.' }) available!: boolean;
  @Field(() => String, { nullable: true, description: 'The type it is read as.' }) dtype!: string | null;
  @Field(() => Int, { nullable: true, description: 'How old its values are at most.' })
  freshnessMinutes!: number | null;
  @Field(() => String, { nullable: true, description: 'Where it is read.' }) source!: string | null;
  @Field(() => DateTime, { description: 'When it was last reported.' }) reportedAt!: Date;
}

export const FeatureConnection = connectionOf('FeatureConnection', () => FeatureDefinition);
