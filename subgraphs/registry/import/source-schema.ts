import { Access } from '@handoff/kit/access/rule';
import { DateTime, namesOf } from '@handoff/kit/schema/scalars';
import { Field, InputType, ObjectType, registerEnumType } from 'type-graphql';
import { type SourceRow, type SourceSystem, sourceSystems } from './source.ts';

export const SourceSystemEnum = namesOf(sourceSystems);
registerEnumType(SourceSystemEnum, {
  name: 'SourceSystem',
  description: 'The systems a model can be brought in from.',
});

@Access('given')
@ObjectType({ description: 'Where a model or a version was brought in from.' })
export class Source implements Omit<SourceRow, 'kind' | 'modelId' | 'versionId'> {
  @Field(() => SourceSystemEnum, { description: 'The system that holds the original.' }) system!: SourceSystem;
  @Field(() => String, { nullable: true, description: 'Where a person finds it there.' }) url!: string | null;
  @Field(() => String, { description: 'What the system calls it.' }) externalId!: string;
  @Field(() => String, { nullable: true, description: 'The training run.' }) runId!: string | null;
  @Field(() => String, { nullable: true, description: 'The commit of its code.' }) commit!: string | null;
  @Field(() => DateTime, { description: 'When it was last brought in with a change.' }) importedAt!: Date;
}

@InputType({ description: 'Where a model or a version comes from.' })
export class SourceInput {
  @Field(() => SourceSystemEnum, { description: 'The system that holds the original.' }) system!: SourceSystem;
  @Field(() => String, { description: 'What the system calls it: unique there.' }) externalId!: string;
  @Field(() => String, { nullable: true, description: 'Where a person finds it there.' }) url?: string | null;
  @Field(() => String, { nullable: true, description: 'The training run.' }) runId?: string | null;
  @Field(() => String, { nullable: true, description: 'The commit of its code.' }) commit?: string | null;
}
