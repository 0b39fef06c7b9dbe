import { Access } from '@handoff/kit/access/rule';
import type { Context } from '@handoff/kit/context';
import { DateTime } from '@handoff/kit/schema/scalars';
import { Args, ArgsType, Ctx, Field, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import { type MadeReport, makeReport } from './make.ts';
import type { ReportArguments } from './policy.ts';
import type { ReportFormat, ReportKind } from './report.ts';
import { ReportFormatEnum, ReportGap, ReportKindEnum, ReportType } from './schema.ts';

@ArgsType()
class ReportQueryArguments implements ReportArguments {
  @Field(() => ReportKindEnum, { description: 'What it is to tell of.' }) kind!: ReportKind;
  @Field(() => ReportFormatEnum, { description: 'What it is to be written as.' }) format!: ReportFormat;
  @Field(() => String, { nullable: true, description: 'Id or name: of this model alone.' }) model?: string | null;
  @Field(() => String, { nullable: true, description: 'Number, alias or id; left out: the newest not archived.' })
  version?: string | null;
  @Field(() => DateTime, { nullable: true, description: 'Of DECISION_LOG: from this instant on.' }) from?: Date | null;
  @Field(() => DateTime, { nullable: true, description: 'Of DECISION_LOG: before this instant.' }) to?: Date | null;
}

@Resolver(() => ReportType)
export class ReportResolver {
  @Access('visible')
  @Query(() => ReportType, {
    nullable: true,
    description:
      'Makes a report of what the viewer may see and has REPORT_READ on; null: there is no such model or version, or they have it nowhere.',
  })
  report(@Ctx() context: Context, @Args(() => ReportQueryArguments) args: ReportQueryArguments) {
    return makeReport(context, args);
  }

  @FieldResolver(() => [ReportGap], { description: 'What is missing, in the order of the sections.' })
  gaps(@Root() report: MadeReport) {
    return report.gaps;
  }
}
