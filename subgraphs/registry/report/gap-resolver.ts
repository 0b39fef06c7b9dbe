import { principalById, principalsOf } from '@handoff/kit/access/principal';
import { Access } from '@handoff/kit/access/rule';
import { execute } from '@handoff/kit/command';
import type { Context } from '@handoff/kit/context';
import { load } from '@handoff/kit/loader';
import { payload } from '@handoff/kit/payload';
import { Principal } from '@handoff/kit/schema/principal';
import { Arg, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { modelById } from '../model/queries.ts';
import { Model } from '../model/schema.ts';
import { assignGap } from './assign-gap.ts';
import { type AssignedGap, assignedGapById } from './assigned-gap.ts';
import { pointByKey } from './gap.ts';
import { AssignedGapType, AssignGapInput, AssignGapPayload } from './gap-schema.ts';
import type { FilledGap } from './report.ts';
import { ReportGap } from './schema.ts';

@Resolver(() => ReportGap)
export class ReportGapResolver {
  @FieldResolver(() => String, { description: 'Key of what is missing, for assignGap: the same in every report.' })
  point(@Root() { point }: FilledGap) {
    return point.key;
  }

  @FieldResolver(() => String, { description: 'What is missing, as a sentence.' })
  missing(@Root() { point }: FilledGap) {
    return point.missing;
  }

  @FieldResolver(() => String, { description: 'How it is filled, as a sentence.' })
  mend(@Root() { point }: FilledGap) {
    return point.mend;
  }

  @FieldResolver(() => Model, { nullable: true, description: 'The model it is about.' })
  model(@Root() { model }: FilledGap, @Ctx() context: Context) {
    return model && load(context, modelById, model.id);
  }

  @FieldResolver(() => [Principal], { description: 'Who has what it takes to fill it, nearest first, ten at most.' })
  whoCanFill(@Root() { whoCanFill }: FilledGap, @Ctx() context: Context) {
    const ids = whoCanFill.map(({ id }) => id);
    return principalsOf(context, ids);
  }

  @FieldResolver(() => AssignedGapType, { nullable: true, description: 'Who was asked last to fill it.' })
  assigned(@Root() { asked }: FilledGap, @Ctx() context: Context) {
    return asked && load(context, assignedGapById, asked.id);
  }
}

@Resolver(() => AssignedGapType)
export class AssignedGapResolver {
  @Access('visible')
  @Query(() => AssignedGapType, { nullable: true, description: 'What somebody was asked to fill.' })
  assignedGap(@Ctx() context: Context, @Arg('id', () => ID) id: string) {
    return load(context, assignedGapById, id);
  }

  @Access('judged')
  @Mutation(() => AssignGapPayload, {
    nullable: true,
    description: 'Asks somebody to fill a gap of a report, and tells them; needs REPORT_READ on the model.',
  })
  assignGap(@Ctx() context: Context, @Arg('input', () => AssignGapInput) input: AssignGapInput) {
    return payload(execute(context, assignGap, input), { gap: assignedGapById });
  }

  @FieldResolver(() => Model, { nullable: true, description: 'The model it is about.' })
  model(@Root() { modelId }: AssignedGap, @Ctx() context: Context) {
    return load(context, modelById, modelId);
  }

  @FieldResolver(() => String, { nullable: true, description: 'What is missing, as a sentence.' })
  missing(@Root() { point }: AssignedGap) {
    return pointByKey(point)?.missing ?? null;
  }

  @FieldResolver(() => String, { nullable: true, description: 'How it is filled, as a sentence.' })
  mend(@Root() { point }: AssignedGap) {
    return pointByKey(point)?.mend ?? null;
  }

  @FieldResolver(() => Principal, { nullable: true, description: 'Who is asked.' })
  to(@Root() { toId }: AssignedGap, @Ctx() context: Context) {
    return load(context, principalById, toId);
  }

  @FieldResolver(() => Principal, { nullable: true, description: 'Who asked.' })
  by(@Root() { byId }: AssignedGap, @Ctx() context: Context) {
    return byId === null ? null : load(context, principalById, byId);
  }
}
