import { Access } from '@handoff/kit/access/rule';
import { ProblemType } from '@handoff/kit/schema/problem';
import { DateTime, namesOf, type RiskTier, RiskTierEnum } from '@handoff/kit/schema/scalars';
import { Field, InputType, ObjectType, registerEnumType } from 'type-graphql';
import { DocumentInput } from '../document/schema.ts';
import { ObjectiveInput } from '../model/inputs.ts';
import type { ModelRow, Task } from '../model/model.ts';
import { TaskEnum, VisibilityEnum } from '../model/schema.ts';
import { VersionContentInput } from '../version/inputs.ts';
import { type ImportOutcome, importOutcomes, type ImportResult as Result } from './outcome.ts';
import { SourceInput } from './source-schema.ts';

const ImportOutcomeEnum = namesOf(importOutcomes);
registerEnumType(ImportOutcomeEnum, { name: 'ImportOutcome', description: 'What became of a record or version.' });

@InputType({ description: 'A version as its source tells of it.' })
export class ImportVersionInput {
  @Field(() => String, { description: 'Such as 7; unique within its model.' }) version!: string;
  @Field(() => Boolean, {
    nullable: true,
    defaultValue: true,
    description:
      'False: the source gives no number. What this record brought before is that version again; else it gets the next number, and version is only what aliases and parents of the record call it.',
  })
  numbered?: boolean | null;
  @Field(() => SourceInput, { nullable: true, description: 'What makes it the same version next time.' })
  source?: SourceInput | null;
  @Field(() => VersionContentInput, { description: 'What it is made of.' }) content!: VersionContentInput;
  @Field(() => [String], { nullable: true, description: 'key=value where the source has keys.' })
  tags?: string[] | null;
  @Field(() => String, { nullable: true, description: "An e-mail or the source's user name." })
  trainedBy?: string | null;
  @Field(() => String, { nullable: true, description: 'Number of the version it was trained from.' })
  parentVersion?: string | null;
  @Field(() => DateTime, { nullable: true, description: 'When it was made; left out: now.' }) createdAt?: Date | null;
  @Field(() => Boolean, { nullable: true, defaultValue: false, description: 'Whether the source has put it away.' })
  archived?: boolean | null;
}

@InputType({ description: 'Points an alias at a version.' })
export class ImportAliasInput {
  @Field(() => String, { description: 'Such as champion.' }) name!: string;
  @Field(() => String, { description: 'Number of the version.' }) version!: string;
}

@InputType({ description: 'A model as its source tells of it.' })
export class ImportRecordInput {
  @Field(() => SourceInput, { description: 'System and external id make it the same record next time.' })
  source!: SourceInput;
  @Field(() => String, { description: 'Unique, such as credit/churn.' }) name!: string;
  @Field(() => String, { nullable: true, description: 'What people call it.' }) title?: string | null;
  @Field(() => String, { nullable: true, description: 'Markdown.' }) description?: string | null;
  @Field(() => String, { nullable: true, description: 'The business aim behind it.' }) purpose?: string | null;
  @Field(() => TaskEnum, { nullable: true, defaultValue: 'OTHER', description: 'What it is for.' }) task?: Task | null;
  @Field(() => RiskTierEnum, { nullable: true, defaultValue: 'UNCLASSIFIED', description: 'How much harm it can do.' })
  riskTier?: RiskTier | null;
  @Field(() => VisibilityEnum, { nullable: true, defaultValue: 'INTERNAL', description: 'Who may see it.' })
  visibility?: ModelRow['visibility'] | null;
  @Field(() => String, { nullable: true, description: 'Id or name of its team.' }) team?: string | null;
  @Field(() => [String], { nullable: true, description: 'key=value where the source has keys.' })
  tags?: string[] | null;
  @Field(() => [ObjectiveInput], { nullable: true, description: 'What "good" means for it.' })
  objectives?: ObjectiveInput[] | null;
  @Field(() => [DocumentInput], { nullable: true, description: 'Texts about it.' }) documents?: DocumentInput[] | null;
  @Field(() => [String], { nullable: true, description: 'E-mails or team names: proposed, never accepted for them.' })
  owners?: string[] | null;
  @Field(() => [ImportVersionInput], { nullable: true, description: 'Its versions, or some of them.' })
  versions?: ImportVersionInput[] | null;
  @Field(() => [ImportAliasInput], {
    nullable: true,
    description: 'All its aliases; left out: they stay as they are.',
  })
  aliases?: ImportAliasInput[] | null;
}

@InputType({ description: 'Brings models in: at most 500 records and 500 versions a call.' })
export class ImportModelsInput {
  @Field(() => [ImportRecordInput], { description: 'One for each model.' }) records!: ImportRecordInput[];
  @Field(() => Boolean, { nullable: true, defaultValue: false, description: 'Answers the same and writes nothing.' })
  dryRun?: boolean | null;
  @Field(() => String, { nullable: true, description: 'Applied once per key for 24 h.' }) idempotencyKey?:
    | string
    | null;
}

@Access('given')
@ObjectType({ description: 'What became of one record, or of one of its versions.' })
export class ImportResult implements Pick<Result, 'path' | 'externalId' | 'outcome' | 'number' | 'kept'> {
  @Field(() => String, { description: 'Such as records[3].versions[1].' }) path!: string;
  @Field(() => String, { description: 'What its source calls it.' }) externalId!: string;
  @Field(() => ImportOutcomeEnum, { description: 'What became of it.' }) outcome!: ImportOutcome;
  @Field(() => String, {
    nullable: true,
    description: 'Number of the version, on a dry run the one it would get; null on a record and when refused.',
  })
  number!: string | null;
  @Field(() => [String], { description: 'What a person changed since the last import: the import left it alone.' })
  kept!: string[];
}

@Access('given')
@ObjectType({ description: 'What became of each record and version, or why none was looked at.' })
export class ImportModelsPayload {
  @Field(() => [ImportResult], { description: 'Records in their order, each followed by its versions.' })
  results!: ImportResult[];
  @Field(() => ProblemType, { nullable: true, description: 'Why none was looked at.' }) problem!: ProblemType | null;
}
