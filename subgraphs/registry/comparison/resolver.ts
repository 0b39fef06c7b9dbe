import { Access } from '@handoff/kit/access/rule';
import type { Context } from '@handoff/kit/context';
import { Args, ArgsType, Ctx, Field, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import { ValueChange } from '../audit/schema.ts';
import { ModelVersion } from '../version/schema.ts';
import type { Comparison } from './comparison.ts';
import {
  assumptionChanges,
  comparisonIn,
  dataChanges,
  featureChanges,
  figureChanges,
  isBreaking,
  labelChanges,
  settingChanges,
} from './queries.ts';
import { EvaluationChange, FieldChange, VersionComparison } from './schema.ts';

@ArgsType()
class ComparisonArguments {
  @Field(() => String, { description: 'Id or name of the model.' }) model!: string;
  @Field(() => String, { description: 'Number, alias or id of the version that callers know.' }) left!: string;
  @Field(() => String, { description: 'Number, alias or id of the version they would meet.' }) right!: string;
}

@Resolver(() => VersionComparison)
export class ComparisonResolver {
  @Access('visible')
  @Query(() => VersionComparison, { nullable: true, description: 'Two versions of one model side by side.' })
  compareVersions(@Ctx() context: Context, @Args(() => ComparisonArguments) args: ComparisonArguments) {
    return comparisonIn(context, args);
  }

  @FieldResolver(() => ModelVersion, { description: 'The version that callers know.' })
  left(@Root() comparison: Comparison) {
    return comparison.left;
  }

  @FieldResolver(() => ModelVersion, { description: 'The version they would meet.' })
  right(@Root() comparison: Comparison) {
    return comparison.right;
  }

  @FieldResolver(() => [FieldChange], { description: 'Inputs that differ.' })
  features(@Root() comparison: Comparison, @Ctx() context: Context) {
    return featureChanges(context, comparison);
  }

  @FieldResolver(() => [FieldChange], { description: 'Outputs that differ.' })
  labels(@Root() comparison: Comparison, @Ctx() context: Context) {
    return labelChanges(context, comparison);
  }

  @FieldResolver(() => Boolean, { description: 'Whether a caller of the left version would break on the right.' })
  breaking(@Root() comparison: Comparison, @Ctx() context: Context) {
    return isBreaking(context, comparison);
  }

  @FieldResolver(() => [ValueChange], { description: 'Settings of the training that differ.' })
  hyperparameters(@Root() comparison: Comparison) {
    return settingChanges(comparison);
  }

  @FieldResolver(() => [ValueChange], { description: 'Assumptions that differ, by their text; values: their status.' })
  assumptions(@Root() comparison: Comparison, @Ctx() context: Context) {
    return assumptionChanges(context, comparison);
  }

  @FieldResolver(() => [ValueChange], { description: 'Data that differ, by name; values: what for, and what it held.' })
  trainingData(@Root() comparison: Comparison, @Ctx() context: Context) {
    return dataChanges(context, comparison);
  }

  @FieldResolver(() => [EvaluationChange], { description: 'Figures side by side.' })
  evaluations(@Root() comparison: Comparison, @Ctx() context: Context) {
    return figureChanges(context, comparison);
  }
}
