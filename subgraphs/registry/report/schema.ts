import { Access } from '@handoff/kit/access/rule';
import { DateTime, namesOf } from '@handoff/kit/schema/scalars';
import { Field, Float, ObjectType, registerEnumType } from 'type-graphql';
import type { MadeReport } from './make.ts';
import { type ReportFormat, type ReportKind, reportFormats, reportKinds } from './report.ts';

export const ReportKindEnum = namesOf(reportKinds);
export const ReportFormatEnum = namesOf(reportFormats);
registerEnumType(ReportKindEnum, { name: 'ReportKind', description: 'What a report tells of.' });
registerEnumType(ReportFormatEnum, {
  name: 'ReportFormat',
  description: 'What a report is written as. HTML: one file that fetches nothing. CSV: its table.',
});

@Access('visible')
@ObjectType('Report', { description: 'What the catalogue holds on something, with what is missing, as one document.' })
export class ReportType implements Omit<MadeReport, 'gaps'> {
  @Field(() => ReportKindEnum, { description: 'What it tells of.' }) kind!: ReportKind;
  @Field(() => ReportFormatEnum, { description: 'What it is written as.' }) format!: ReportFormat;
  @Field(() => String, { description: 'The document.' }) content!: string;
  @Field(() => String, { description: 'sha256 over what it says: equal for equal facts, in every format.' })
  digest!: string;
  @Field(() => DateTime, { description: 'When it was made; no part of the digest.' }) generatedAt!: Date;
  @Field(() => Float, { description: 'How much of what it looks for is told, 0 to 1.' }) coverage!: number;
}

@Access('visible')
@ObjectType({ description: 'Something a report looks for and nobody told.' })
export class ReportGap {
  @Field(() => String, { description: 'The section it is missing in.' }) section!: string;
}
