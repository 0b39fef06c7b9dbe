import { Access } from '@handoff/kit/access/rule';
import { ProblemType } from '@handoff/kit/schema/problem';
import { DateTime } from '@handoff/kit/schema/scalars';
import { Field, Float, ID, InputType, Int, ObjectType } from 'type-graphql';
import { DocumentInput } from '../document/schema.ts';
import { SourceInput } from '../import/source-schema.ts';
import { DatasetPurposeEnum, ModelVersion } from './schema.ts';
import type { DatasetPurpose } from './version.ts';

@InputType({ description: 'One setting that training ran with.' })
export class ParameterInput {
  @Field(() => String, { description: 'Unique within the version.' }) name!: string;
  @Field(() => String, { description: 'As it was written.' }) value!: string;
}

@InputType({ description: 'One input of a version.' })
export class FeatureInput {
  @Field(() => String, { description: 'Unique within the version.' }) name!: string;
  @Field(() => String, { description: 'Such as double, string or tensor<float32>.' }) dtype!: string;
  @Field(() => [Int], { nullable: true, description: 'Length of each dimension; -1: any.' }) shape?: number[] | null;
  @Field(() => Boolean, { nullable: true, defaultValue: true, description: 'Whether a caller must give it.' })
  required?: boolean | null;
  @Field(() => String, { nullable: true, description: 'What it means.' }) description?: string | null;
  @Field(() => String, { nullable: true, description: 'Unit of its values.' }) unit?: string | null;
  @Field(() => Boolean, { nullable: true, defaultValue: false, description: 'Whether it is personal data.' })
  sensitive?: boolean | null;
  @Field(() => [String], { nullable: true, description: 'What is done to it before the model sees it, in order.' })
  transformations?: string[] | null;
  @Field(() => String, { nullable: true, description: 'Name of the shared feature it is read from; made when new.' })
  definition?: string | null;
}

@InputType({ description: 'One output or target of a version.' })
export class LabelInput {
  @Field(() => String, { description: 'Unique within the version.' }) name!: string;
  @Field(() => String, { description: 'Such as double, string or tensor<float32>.' }) dtype!: string;
  @Field(() => [Int], { nullable: true, description: 'Length of each dimension; -1: any.' }) shape?: number[] | null;
  @Field(() => String, { nullable: true, description: 'What it means.' }) description?: string | null;
}

@InputType({ description: 'A data set: found by digest, else by name; made when new.' })
export class DatasetInput {
  @Field(() => String, { description: 'What people call it.' }) name!: string;
  @Field(() => String, { nullable: true, description: 'Where it lies.' }) uri?: string | null;
  @Field(() => String, { nullable: true, description: 'What its content is told apart by.' }) digest?: string | null;
  @Field(() => Float, { nullable: true, description: 'How many rows it has.' }) rows?: number | null;
  @Field(() => DateTime, { nullable: true, description: 'Begin of the time it covers.' }) from?: Date | null;
  @Field(() => DateTime, { nullable: true, description: 'End of the time it covers.' }) to?: Date | null;
  @Field(() => String, { nullable: true, description: 'What it holds.' }) description?: string | null;
}

@InputType({ description: 'A data set and what it was used for.' })
export class DatasetUseInput {
  @Field(() => DatasetInput, { description: 'The data.' }) dataset!: DatasetInput;
  @Field(() => DatasetPurposeEnum, { description: 'What it was used for.' }) purpose!: DatasetPurpose;
}

@InputType({ description: 'One figure of how good a version is: value, valueText or both.' })
export class EvaluationInput {
  @Field(() => String, { description: 'Name of the metric, such as auc.' }) metric!: string;
  @Field(() => Float, { nullable: true, description: 'The figure, when it is a plain number.' }) value?: number | null;
  @Field(() => String, { nullable: true, description: 'The figure as its source wrote it; left out: the value.' })
  valueText?: string | null;
  @Field(() => String, { nullable: true, description: 'Name of the data set it was measured on; made when new.' })
  dataset?: string | null;
  @Field(() => String, { nullable: true, description: 'Part of the data, such as test.' }) split?: string | null;
  @Field(() => String, { nullable: true, description: 'Group of cases, such as age<25.' }) slice?: string | null;
  @Field(() => Float, { nullable: true, description: 'Lower end of the 95 % confidence interval.' }) lower?:
    | number
    | null;
  @Field(() => Float, { nullable: true, description: 'Upper end of the 95 % confidence interval.' }) upper?:
    | number
    | null;
  @Field(() => Float, { nullable: true, description: 'How many cases it rests on.' }) n?: number | null;
  @Field(() => Boolean, {
    nullable: true,
    defaultValue: false,
    description: 'Whether somebody else than its author measured it.',
  })
  verified?: boolean | null;
}

@InputType({ description: 'A file that belongs to a version.' })
export class ArtifactInput {
  @Field(() => String, { description: 'Where it lies.' }) uri!: string;
  @Field(() => String, { nullable: true, description: 'Hexadecimal, 64 digits.' }) sha256?: string | null;
  @Field(() => Float, { nullable: true, description: 'Length in bytes.' }) bytes?: number | null;
  @Field(() => String, { nullable: true, description: 'Such as onnx or pickle.' }) format?: string | null;
}

@InputType({ description: 'What a version is made of: registered by hand, by a pipeline or by an importer alike.' })
export class VersionContentInput {
  @Field(() => String, { nullable: true, description: 'Such as gradient boosted trees.' }) algorithm?: string | null;
  @Field(() => String, { nullable: true, description: 'Such as xgboost 2.1.0.' }) framework?: string | null;
  @Field(() => [ParameterInput], { nullable: true, description: 'What training ran with.' }) hyperparameters?:
    | ParameterInput[]
    | null;
  @Field(() => [FeatureInput], { nullable: true, description: 'Inputs, in order.' }) features?: FeatureInput[] | null;
  @Field(() => [LabelInput], { nullable: true, description: 'Outputs or targets, in order.' }) labels?:
    | LabelInput[]
    | null;
  @Field(() => [String], { nullable: true, description: 'What must hold for it to be right.' }) assumptions?:
    | string[]
    | null;
  @Field(() => [DatasetUseInput], { nullable: true, description: 'What it was trained, validated and tested on.' })
  trainingData?: DatasetUseInput[] | null;
  @Field(() => [EvaluationInput], { nullable: true, description: 'How good it is.' }) evaluations?:
    | EvaluationInput[]
    | null;
  @Field(() => [ArtifactInput], { nullable: true, description: 'Its files.' }) artifacts?: ArtifactInput[] | null;
  @Field(() => [DocumentInput], { nullable: true, description: 'Texts about it.' }) documents?: DocumentInput[] | null;
  @Field(() => String, { nullable: true, description: 'What changed, and why.' }) changeNote?: string | null;
}

@InputType({ description: 'Registers a version of a model.' })
export class RegisterVersionInput {
  @Field(() => String, { description: 'Id or name.' }) model!: string;
  @Field(() => String, { nullable: true, description: 'Left out: the next number.' }) version?: string | null;
  @Field(() => VersionContentInput, {
    description: 'What it is made of: never changes afterwards, but for documents and assumptions.',
  })
  content!: VersionContentInput;
  @Field(() => String, { nullable: true, description: 'Number, alias or id of the version it was trained from.' })
  parentVersion?: string | null;
  @Field(() => ID, { nullable: true, description: 'Id of the person who trained it.' }) trainedBy?: string | null;
  @Field(() => [String], { nullable: true, description: 'Each counts once.' }) tags?: string[] | null;
  @Field(() => SourceInput, { nullable: true, description: 'Where it comes from.' }) source?: SourceInput | null;
  @Field(() => String, { nullable: true, description: 'Applied once per key for 24 h.' }) idempotencyKey?:
    | string
    | null;
}

@InputType({ description: 'Puts a version away, or makes it ready again.' })
export class ArchiveVersionInput {
  @Field(() => String, { description: 'Id or name.' }) model!: string;
  @Field(() => String, { description: 'Number, alias or id.' }) version!: string;
  @Field(() => String, { description: 'Why: kept in the trail.' }) reason!: string;
  @Field(() => Boolean, { nullable: true, defaultValue: false, description: 'True makes it ready again.' }) undo?:
    | boolean
    | null;
  @Field(() => String, { nullable: true, description: 'Applied once per key for 24 h.' }) idempotencyKey?:
    | string
    | null;
}

@Access('given')
@ObjectType({ description: 'The version, or why it was not registered.' })
export class RegisterVersionPayload {
  @Field(() => ModelVersion, { nullable: true, description: 'As it stands now.' }) version!: ModelVersion | null;
  @Field(() => ProblemType, { nullable: true, description: 'Why not.' }) problem!: ProblemType | null;
}

@Access('given')
@ObjectType({ description: 'The version, or why it was not put away.' })
export class ArchiveVersionPayload {
  @Field(() => ModelVersion, { nullable: true, description: 'As it stands now.' }) version!: ModelVersion | null;
  @Field(() => ProblemType, { nullable: true, description: 'Why not.' }) problem!: ProblemType | null;
}
