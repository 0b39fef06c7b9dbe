import { principalById } from '@handoff/kit/access/principal';
import { Access } from '@handoff/kit/access/rule';
import type { Context } from '@handoff/kit/context';
import type { EntryRow } from '@handoff/kit/event/table';
import { load, loadWith } from '@handoff/kit/loader';
import { PageArguments } from '@handoff/kit/schema/page';
import { Principal } from '@handoff/kit/schema/principal';
import { DateTime } from '@handoff/kit/schema/scalars';
import { Args, ArgsType, Ctx, Field, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import { Model } from '../model/schema.ts';
import { ModelVersion } from '../version/schema.ts';
import { historyOfModel, historyOfSubject, trailHead, trailPage } from './queries.ts';
import { AuditConnection, AuditEntry, AuditHead } from './schema.ts';

@ArgsType()
class TrailArguments extends PageArguments {
  @Field(() => ID, { nullable: true, description: 'Only about this thing.' }) subjectId?: string;
  @Field(() => ID, { nullable: true, description: 'Only by this actor.' }) actorId?: string;
  @Field(() => String, { nullable: true, description: 'Only this action, such as assignment.accepted.' })
  action?: string;
  @Field(() => DateTime, { nullable: true, description: 'From this instant on.' }) from?: Date;
  @Field(() => DateTime, { nullable: true, description: 'Before this instant.' }) to?: Date;
}

@Resolver(() => AuditEntry)
export class AuditResolver {
  @Access('visible')
  @Query(() => AuditConnection, {
    nullable: true,
    description: 'What happened, newest first, as far as the viewer may see it.',
  })
  auditTrail(@Ctx() context: Context, @Args(() => TrailArguments) filter: TrailArguments) {
    return trailPage(context, filter);
  }

  @Access('signed-in')
  @Query(() => AuditHead, {
    nullable: true,
    description: 'The end of the chain; null before the first entry was sealed.',
  })
  auditHead(@Ctx() context: Context) {
    return trailHead(context);
  }

  @FieldResolver(() => Principal, { nullable: true, description: 'Who did it; null: the system itself.' })
  actor(@Root() entry: EntryRow, @Ctx() context: Context) {
    return entry.actorId === null ? null : load(context, principalById, entry.actorId);
  }
}

@Resolver(() => Model)
export class ModelHistoryResolver {
  @FieldResolver(() => AuditConnection, {
    description: 'All that happened to it, its versions and who answers for it, newest first.',
  })
  history(@Root() model: { id: string }, @Ctx() context: Context, @Args(() => PageArguments) args: PageArguments) {
    return loadWith(context, historyOfModel, { key: model.id, args });
  }
}

@Resolver(() => ModelVersion)
export class VersionHistoryResolver {
  @FieldResolver(() => AuditConnection, { description: 'All that happened to it, newest first.' })
  history(@Root() version: { id: string }, @Ctx() context: Context, @Args(() => PageArguments) args: PageArguments) {
    return loadWith(context, historyOfSubject, { key: version.id, args });
  }
}
