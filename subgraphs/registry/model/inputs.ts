import { Access } from '@handoff/kit/access/rule';
import { ProblemType } from '@handoff/kit/schema/problem';
import { type Comparator, ComparatorEnum, DateTime, type RiskTier, RiskTierEnum } from '@handoff/kit/schema/scalars';
import { Field, Float, ID, InputType, Int, ObjectType } from 'type-graphql';
import { ModelVersion } from '../version/schema.ts';
import type { ModelRow, Task } from './model.ts';
import type { RecordValidation } from './record-validation.ts';
import { Model, TaskEnum, VisibilityEnum } from './schema.ts';

@InputType({ description: 'What "good" means for a model: one figure and the side of it to be on.' })
export class ObjectiveInput {
  @Field(() => String, { description: 'Name of the metric, such as auc.' }) metric!: string;
  @Field(() => ComparatorEnum, { description: 'Which side of the target is good.' }) comparator!: Comparator;
  @Field(() => Float, { description: 'Where good begins, in the unit.' }) target!: number;
  @Field(() => String, { nullable: true, description: 'Unit of the figure.' }) unit?: string | null;
  @Field(() => String, { nullable: true, description: 'Why this figure and this target.' }) rationale?: string | null;
}

@InputType({ description: 'Enters a model.' })
export class RegisterModelInput {
  @Field(() => String, { description: 'Unique, such as credit/churn.' }) name!: string;
  @Field(() => String, { nullable: true, description: 'What people call it.' }) title?: string | null;
  @Field(() => String, { nullable: true, description: 'Markdown.' }) description?: string | null;
  @Field(() => String, { nullable: true, description: 'The business aim behind it.' }) purpose?: string | null;
  @Field(() => TaskEnum, { description: 'What it is for, in a word.' }) task!: Task;
  @Field(() => RiskTierEnum, { description: 'How much harm it can do.' }) riskTier!: RiskTier;
  @Field(() => VisibilityEnum, { nullable: true, defaultValue: 'INTERNAL', description: 'Who may see it.' })
  visibility?: ModelRow['visibility'] | null;
  @Field(() => String, { nullable: true, description: 'Id or name of its team.' }) team?: string | null;
  @Field(() => [String], { nullable: true, description: 'Each counts once.' }) tags?: string[] | null;
  @Field(() => [ObjectiveInput], { nullable: true, description: 'What "good" means for it.' }) objectives?:
    | ObjectiveInput[]
    | null;
  @Field(() => String, { nullable: true, description: 'Applied once per key for 24 h.' }) idempotencyKey?:
    | string
    | null;
}

@InputType({ description: 'Changes a model: what is left out stays, null empties it, a list replaces the list.' })
export class UpdateModelInput {
  @Field(() => String, { description: 'Id or name.' }) model!: string;
  @Field(() => Int, { description: 'The revision that the change rests on.' }) revision!: number;
  @Field(() => String, { nullable: true, description: 'Unique, such as credit/churn.' }) name?: string | null;
  @Field(() => String, { nullable: true, description: 'What people call it.' }) title?: string | null;
  @Field(() => String, { nullable: true, description: 'Markdown.' }) description?: string | null;
  @Field(() => String, { nullable: true, description: 'The business aim behind it.' }) purpose?: string | null;
  @Field(() => String, { nullable: true, description: 'What it must not be used for, and where it is weak.' })
  limitations?: string | null;
  @Field(() => DateTime, { nullable: true, description: 'When the next validation is due.' })
  validationDueAt?: Date | null;
  @Field(() => TaskEnum, { nullable: true, description: 'What it is for, in a word.' }) task?: Task | null;
  @Field(() => RiskTierEnum, { nullable: true, description: 'How much harm it can do.' }) riskTier?: RiskTier | null;
  @Field(() => VisibilityEnum, { nullable: true, description: 'Who may see it.' }) visibility?:
    | ModelRow['visibility']
    | null;
  @Field(() => String, { nullable: true, description: 'Id or name of its team.' }) team?: string | null;
  @Field(() => [ObjectiveInput], { nullable: true, description: 'What "good" means for it.' }) objectives?:
    | ObjectiveInput[]
    | null;
  @Field(() => String, { nullable: true, description: 'Applied once per key for 24 h.' }) idempotencyKey?:
    | string
    | null;
}

@InputType({ description: 'Adds and removes tags.' })
export class TagModelInput {
  @Field(() => String, { description: 'Id or name.' }) model!: string;
  @Field(() => String, { nullable: true, description: 'Number, alias or id; given: its tags, not those of the model.' })
  version?: string | null;
  @Field(() => [String], { nullable: true, description: 'Tags to add.' }) add?: string[] | null;
  @Field(() => [String], { nullable: true, description: 'Tags to remove.' }) remove?: string[] | null;
  @Field(() => String, { nullable: true, description: 'Applied once per key for 24 h.' }) idempotencyKey?:
    | string
    | null;
}

@InputType({ description: 'Puts a model away, or brings it back.' })
export class ArchiveModelInput {
  @Field(() => String, { description: 'Id or name.' }) model!: string;
  @Field(() => String, { description: 'Why: kept in the trail.' }) reason!: string;
  @Field(() => Boolean, { nullable: true, defaultValue: false, description: 'True brings it back.' }) undo?:
    | boolean
    | null;
  @Field(() => String, { nullable: true, description: 'Applied once per key for 24 h.' }) idempotencyKey?:
    | string
    | null;
}

@InputType({ description: 'Points an alias at a version, or takes it away.' })
export class SetAliasInput {
  @Field(() => String, { description: 'Id or name.' }) model!: string;
  @Field(() => String, { description: 'Such as champion; no plain number.' }) name!: string;
  @Field(() => String, { nullable: true, description: 'Number, alias or id; null takes the alias away.' }) version?:
    | string
    | null;
  @Field(() => Int, { nullable: true, description: 'Of the model, when the change rests on it.' }) revision?:
    | number
    | null;
  @Field(() => String, { nullable: true, description: 'Applied once per key for 24 h.' }) idempotencyKey?:
    | string
    | null;
}

@Access('given')
@ObjectType({ description: 'The model, or why it was not registered.' })
export class RegisterModelPayload {
  @Field(() => Model, { nullable: true, description: 'As it stands now.' }) model!: Model | null;
  @Field(() => ProblemType, { nullable: true, description: 'Why not.' }) problem!: ProblemType | null;
}

@Access('given')
@ObjectType({ description: 'The model, or why it was not changed.' })
export class UpdateModelPayload {
  @Field(() => Model, { nullable: true, description: 'As it stands now.' }) model!: Model | null;
  @Field(() => ProblemType, { nullable: true, description: 'Why not.' }) problem!: ProblemType | null;
}

@Access('given')
@ObjectType({ description: 'What was tagged, or why it was not.' })
export class TagModelPayload {
  @Field(() => Model, { nullable: true, description: 'As it stands now.' }) model!: Model | null;
  @Field(() => ModelVersion, { nullable: true, description: 'As it stands now.' }) version!: ModelVersion | null;
  @Field(() => ProblemType, { nullable: true, description: 'Why not.' }) problem!: ProblemType | null;
}

@Access('given')
@ObjectType({ description: 'The model, or why it was not put away.' })
export class ArchiveModelPayload {
  @Field(() => Model, { nullable: true, description: 'As it stands now.' }) model!: Model | null;
  @Field(() => ProblemType, { nullable: true, description: 'Why not.' }) problem!: ProblemType | null;
}

@Access('given')
@ObjectType({ description: 'The model, or why the alias was not set.' })
export class SetAliasPayload {
  @Field(() => Model, { nullable: true, description: 'As it stands now.' }) model!: Model | null;
  @Field(() => ProblemType, { nullable: true, description: 'Why not.' }) problem!: ProblemType | null;
}

@InputType({ description: 'An independent validation that took place.' })
export class RecordValidationInput implements RecordValidation {
  @Field(() => String, { description: 'Id or name.' }) model!: string;
  @Field(() => String, { nullable: true, description: 'Number, alias or id; left out: the model as a whole.' })
  version?: string | null;
  @Field(() => DateTime, { description: 'When it took place.' }) validatedAt!: Date;
  @Field(() => DateTime, { nullable: true, description: 'When the next one is due; left out: that stays as it is.' })
  dueAt?: Date | null;
  @Field(() => String, { description: 'What was found.' }) summary!: string;
  @Field(() => ID, { nullable: true, description: 'The report of it, a document of the model.' })
  documentId?: string | null;
  @Field(() => String, { nullable: true, description: 'Applied once per key for 24 h.' })
  idempotencyKey?: string | null;
}

@Access('given')
@ObjectType({ description: 'The model as it stands, or why the validation was not recorded.' })
export class RecordValidationPayload {
  @Field(() => Model, { nullable: true, description: 'The model.' }) model!: Model | null;
  @Field(() => ProblemType, { nullable: true, description: 'Why not.' }) problem!: ProblemType | null;
}
