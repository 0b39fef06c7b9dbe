import { Access } from '@handoff/kit/access/rule';
import { connectionOf } from '@handoff/kit/schema/page';
import { Directive, Field, ID, Int, ObjectType } from 'type-graphql';
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

export const FeatureConnection = connectionOf('FeatureConnection', () => FeatureDefinition);
