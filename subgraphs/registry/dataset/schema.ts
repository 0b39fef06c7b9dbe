import { Access } from '@handoff/kit/access/rule';
import { connectionOf } from '@handoff/kit/schema/page';
import { DateTime } from '@handoff/kit/schema/scalars';
import { Directive, Field, Float, ID, Int, ObjectType } from 'type-graphql';
import type { DatasetRow } from './dataset.ts';

@Access('visible')
@Directive('@key(fields: "id")')
@ObjectType({ description: 'Data that versions were trained, validated or tested on.' })
export class Dataset implements DatasetRow {
  @Field(() => ID, { description: 'Opaque; begins with dts_.' }) id!: string;
  @Field(() => String, { description: 'What people call it; other content may go by the same name.' }) name!: string;
  @Field(() => String, { nullable: true, description: 'Where it lies.' }) uri!: string | null;
  @Field(() => String, { nullable: true, description: 'What its content is told apart by.' }) digest!: string | null;
  @Field(() => Float, { nullable: true, description: 'How many rows it has.' }) rows!: number | null;
  @Field(() => DateTime, { nullable: true, description: 'Begin of the time it covers.' }) from!: Date | null;
  @Field(() => DateTime, { nullable: true, description: 'End of the time it covers.' }) to!: Date | null;
  @Field(() => String, { nullable: true, description: 'What it holds.' }) description!: string | null;
  @Field(() => Int, { description: 'Grows with every change.' }) revision!: number;
}

export const DatasetConnection = connectionOf('DatasetConnection', () => Dataset);
