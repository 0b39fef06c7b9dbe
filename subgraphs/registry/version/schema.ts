import { Access } from '@handoff/kit/access/rule';
import { connectionOf } from '@handoff/kit/schema/page';
import { DateTime, namesOf } from '@handoff/kit/schema/scalars';
import { Directive, Field, Float, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import {
  type ArtifactRow,
  type AssumptionRow,
  type AssumptionStatus,
  assumptionStates,
  type DatasetPurpose,
  type DatasetUseRow,
  type EvaluationRow,
  type FeatureRow,
  type LabelRow,
  type Parameter as ParameterValue,
  purposes,
  type VersionRow,
  type VersionState,
  versionStates,
} from './version.ts';

export const VersionStateEnum = namesOf(versionStates);
export const DatasetPurposeEnum = namesOf(purposes);
export const AssumptionStatusEnum = namesOf(assumptionStates);
registerEnumType(VersionStateEnum, { name: 'VersionState', description: 'Whether a version may still be used.' });
registerEnumType(DatasetPurposeEnum, { name: 'DatasetPurpose', description: 'What a data set was used for.' });
registerEnumType(AssumptionStatusEnum, {
  name: 'AssumptionStatus',
  description: 'Whether an assumption was found to hold.',
});

@Access('given')
@ObjectType({ description: 'One setting that training ran with.' })
export class Parameter implements ParameterValue {
  @Field(() => String, { description: 'As the framework calls it.' }) name!: string;
  @Field(() => String, { description: 'As it was written.' }) value!: string;
}

@Access('given')
@ObjectType({ description: 'One input of a version.' })
export class Feature implements Omit<FeatureRow, 'versionId' | 'position' | 'definitionId'> {
  @Field(() => String, { description: 'Unique within the version.' }) name!: string;
  @Field(() => String, { description: 'Such as double, string or tensor<float32>.' }) dtype!: string;
  @Field(() => [Int], { nullable: true, description: 'Length of each dimension; -1: any. Null: not told.' })
  shape!: number[] | null;
  @Field(() => Boolean, { description: 'Whether a caller must give it.' }) required!: boolean;
  @Field(() => String, { nullable: true, description: 'What it means.' }) description!: string | null;
  @Field(() => String, { nullable: true, description: 'Unit of its values.' }) unit!: string | null;
  @Field(() => Boolean, { description: 'Whether it is personal data.' }) sensitive!: boolean;
  @Field(() => [String], { description: 'What is done to it before the model sees it, in order.' })
  transformations!: string[];
}

@Access('given')
@ObjectType({ description: 'One output or target of a version.' })
export class Label implements Omit<LabelRow, 'versionId' | 'position'> {
  @Field(() => String, { description: 'Unique within the version.' }) name!: string;
  @Field(() => String, { description: 'Such as double, string or tensor<float32>.' }) dtype!: string;
  @Field(() => [Int], { nullable: true, description: 'Length of each dimension; -1: any. Null: not told.' })
  shape!: number[] | null;
  @Field(() => String, { nullable: true, description: 'What it means.' }) description!: string | null;
}

@Access('given')
@ObjectType({ description: 'A data set and what it was used for.' })
export class DatasetUse implements Pick<DatasetUseRow, 'purpose'> {
  @Field(() => DatasetPurposeEnum, { description: 'What it was used for.' }) purpose!: DatasetPurpose;
}

@Access('given')
@ObjectType({ description: 'Something that must hold for a version to be right.' })
export class Assumption implements Pick<AssumptionRow, 'id' | 'text' | 'status' | 'checkedAt' | 'evidence'> {
  @Field(() => ID, { description: 'Opaque; begins with asm_.' }) id!: string;
  @Field(() => String, { description: 'What is assumed.' }) text!: string;
  @Field(() => AssumptionStatusEnum, { description: 'Whether it was found to hold.' }) status!: AssumptionStatus;
  @Field(() => DateTime, { nullable: true, description: 'When it was last checked.' }) checkedAt!: Date | null;
  @Field(() => String, { nullable: true, description: 'What the check rests on.' }) evidence!: string | null;
}

@Access('given')
@ObjectType({ description: 'One figure of how good a version is.' })
export class Evaluation implements Omit<EvaluationRow, 'versionId' | 'position' | 'datasetId'> {
  @Field(() => String, { description: 'Name of the metric, such as auc.' }) metric!: string;
  @Field(() => Float, { nullable: true, description: 'Null where the figure is no plain number.' })
  value!: number | null;
  @Field(() => String, { description: 'The figure as its source wrote it.' }) valueText!: string;
  @Field(() => String, { nullable: true, description: 'Part of the data, such as test.' }) split!: string | null;
  @Field(() => String, { nullable: true, description: 'Group of cases, such as age<25.' }) slice!: string | null;
  @Field(() => Float, {
    nullable: true,
    description: 'Lower end of the 95 % confidence interval: as given, or of a share by its number of cases (Wilson).',
  })
  lower!: number | null;
  @Field(() => Float, {
    nullable: true,
    description: 'Upper end of the 95 % confidence interval: as given, or of a share by its number of cases (Wilson).',
  })
  upper!: number | null;
  @Field(() => Float, { nullable: true, description: 'How many cases it rests on.' }) n!: number | null;
  @Field(() => Boolean, { description: 'Whether somebody else than its author measured it.' }) verified!: boolean;
}

@Access('given')
@ObjectType({ description: 'A file that belongs to a version.' })
export class Artifact implements Omit<ArtifactRow, 'versionId' | 'position'> {
  @Field(() => String, { description: 'Where it lies.' }) uri!: string;
  @Field(() => String, { nullable: true, description: 'Hexadecimal, 64 digits.' }) sha256!: string | null;
  @Field(() => Float, { nullable: true, description: 'Length in bytes.' }) bytes!: number | null;
  @Field(() => String, { nullable: true, description: 'Such as onnx or pickle.' }) format!: string | null;
}

@Access('visible')
@Directive('@key(fields: "id")')
@ObjectType({
  description: 'One version of a model. What it is made of never changes: its digest is what is approved.',
})
export class ModelVersion
  implements Omit<VersionRow, 'modelId' | 'ordinal' | 'parentId' | 'trainedById' | 'createdById'>
{
  @Field(() => ID, { description: 'Opaque; begins with ver_.' }) id!: string;
  @Field(() => String, { description: 'Such as 7; unique within its model.' }) version!: string;
  @Field(() => VersionStateEnum, { description: 'Whether it may still be used.' }) state!: VersionState;
  @Field(() => String, {
    description:
      'sha256, in hexadecimal, over algorithm, framework, hyperparameters, features, labels, training data, evaluations, artifacts and change note. Documents, assumptions and tags may change and are no part of it.',
  })
  digest!: string;
  @Field(() => String, { nullable: true, description: 'Such as gradient boosted trees.' }) algorithm!: string | null;
  @Field(() => String, { nullable: true, description: 'Such as xgboost 2.1.0.' }) framework!: string | null;
  @Field(() => [Parameter], { description: 'What training ran with.' }) hyperparameters!: ParameterValue[];
  @Field(() => String, { nullable: true, description: 'What changed, and why.' }) changeNote!: string | null;
  @Field(() => [String], { description: 'In order of the alphabet; key=value where the source has keys.' })
  tags!: string[];
  @Field(() => DateTime, { description: 'When it was made, as its source tells, or registered.' }) createdAt!: Date;
}

export const ModelVersionConnection = connectionOf('ModelVersionConnection', () => ModelVersion);
