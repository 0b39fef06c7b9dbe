import { Access } from '@handoff/kit/access/rule';
import {
  type Comparator,
  ComparatorEnum,
  DateTime,
  namesOf,
  type RiskTier,
  RiskTierEnum,
} from '@handoff/kit/schema/scalars';
import { Directive, Field, Float, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import {
  type AliasRow,
  type ModelRow,
  type Objective as ObjectiveValue,
  type Task,
  tasks,
  visibilities,
} from './model.ts';

export const TaskEnum = namesOf(tasks);
export const VisibilityEnum = namesOf(visibilities);
registerEnumType(TaskEnum, { name: 'Task', description: 'What a model is for, in a word; OTHER where nobody said.' });
registerEnumType(VisibilityEnum, {
  name: 'Visibility',
  description: 'RESTRICTED: only for people with an assignment that reaches it, and auditors.',
});

@Access('given')
@ObjectType({ description: 'What "good" means for a model: one figure and the side of it to be on.' })
export class Objective implements ObjectiveValue {
  @Field(() => String, { description: 'Name of the metric, such as auc.' }) metric!: string;
  @Field(() => ComparatorEnum, { description: 'Which side of the target is good.' }) comparator!: Comparator;
  @Field(() => Float, { description: 'Where good begins, in the unit.' }) target!: number;
  @Field(() => String, { nullable: true, description: 'Unit of the figure.' }) unit!: string | null;
  @Field(() => String, { nullable: true, description: 'Why this figure and this target.' }) rationale!: string | null;
}

@Access('given')
@ObjectType({ description: 'A name that points at one version of a model: champion → version 7.' })
export class Alias implements Pick<AliasRow, 'name' | 'setAt'> {
  @Field(() => String, { description: 'Unique within its model.' }) name!: string;
  @Field(() => DateTime, { description: 'When it came to point there.' }) setAt!: Date;
}

@Access('visible')
@Directive('@key(fields: "id")')
@Directive('@key(fields: "name")')
@ObjectType({ description: 'A model: what it is for, who may see it, and what its versions have in common.' })
export class Model implements Omit<ModelRow, 'teamId'> {
  @Field(() => ID, { description: 'Opaque; begins with mdl_.' }) id!: string;
  @Field(() => String, { description: 'Unique, such as team/churn or catalog.schema.churn.' }) name!: string;
  @Field(() => String, { description: 'What people call it.' }) title!: string;
  @Field(() => String, { nullable: true, description: 'Markdown.' }) description!: string | null;
  @Field(() => String, { nullable: true, description: 'The business aim behind it.' }) purpose!: string | null;
  @Field(() => [Objective], { description: 'What "good" means for it.' }) objectives!: Objective[];
  @Field(() => TaskEnum, { description: 'What it is for, in a word.' }) task!: Task;
  @Field(() => RiskTierEnum, { description: 'How much harm it can do.' }) riskTier!: RiskTier;
  @Field(() => VisibilityEnum, { description: 'Who may see it.' }) visibility!: ModelRow['visibility'];
  @Field(() => [String], { description: 'In order of the alphabet.' }) tags!: string[];
  @Field(() => String, { nullable: true, description: 'What it must not be used for, and where it is weak.' })
  limitations!: string | null;
  @Field(() => DateTime, { nullable: true, description: 'When it was last validated independently.' })
  lastValidatedAt!: Date | null;
  @Field(() => DateTime, { nullable: true, description: 'When the next validation is due.' })
  validationDueAt!: Date | null;
  @Field(() => Int, { description: 'Grows with every change.' }) revision!: number;
  @Field(() => DateTime, { description: 'When it was registered.' }) createdAt!: Date;
  @Field(() => DateTime, { description: 'When it last changed.' }) updatedAt!: Date;
  @Field(() => DateTime, { nullable: true, description: 'When it was put away; null: it is in use.' })
  archivedAt!: Date | null;
}
