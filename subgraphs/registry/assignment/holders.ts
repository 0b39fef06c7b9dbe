import type { AssignmentState } from '@handoff/kit/access/table';
import type { Context } from '@handoff/kit/context';
import { load, loadWith } from '@handoff/kit/loader';
import { PageArguments } from '@handoff/kit/schema/page';
import { Principal } from '@handoff/kit/schema/principal';
import { DateTime } from '@handoff/kit/schema/scalars';
import { Args, ArgsType, Ctx, Field, FieldResolver, Resolver, Root } from 'type-graphql';
import { Model } from '../model/schema.ts';
import { Person } from '../person/schema.ts';
import { Team } from '../team/schema.ts';
import { assignmentsOfHolder, assignmentsOfModel, assignmentsProposedBy, ownerOfModel } from './queries.ts';
import { Assignment, AssignmentConnection, AssignmentStateEnum } from './schema.ts';

@ArgsType()
class HolderArguments extends PageArguments {
  @Field(() => AssignmentStateEnum, { nullable: true, description: 'Only in this state.' }) state?: AssignmentState;
}

@ArgsType()
class ModelAssignmentArguments {
  @Field(() => AssignmentStateEnum, { nullable: true, description: 'Only in this state.' }) state?: AssignmentState;
  @Field(() => DateTime, { nullable: true, description: 'Who answered for it at this instant, in the states of then.' })
  at?: Date;
}

@Resolver(() => Model)
export class ModelAssignmentsResolver {
  @FieldResolver(() => [Assignment], {
    description: 'Who answers for it, or for all models of its team; newest first.',
  })
  async assignments(
    @Root() model: { id: string },
    @Ctx() context: Context,
    @Args(() => ModelAssignmentArguments) args: ModelAssignmentArguments,
  ) {
    return (await loadWith(context, assignmentsOfModel, { key: model.id, args })) ?? [];
  }

  @FieldResolver(() => Principal, { nullable: true, description: 'The accepted owner.' })
  owner(@Root() model: { id: string }, @Ctx() context: Context) {
    return load(context, ownerOfModel, model.id);
  }

  @FieldResolver(() => Boolean, { description: 'Nobody has accepted to own it.' })
  async unowned(@Root() model: { id: string }, @Ctx() context: Context) {
    return (await load(context, ownerOfModel, model.id)) === null;
  }
}

@Resolver(() => Person)
export class PersonAssignmentsResolver {
  @FieldResolver(() => AssignmentConnection, { description: 'What they answer for or are asked to, newest first.' })
  assignments(
    @Root() person: { id: string },
    @Ctx() context: Context,
    @Args(() => HolderArguments) args: HolderArguments,
  ) {
    return loadWith(context, assignmentsOfHolder, { key: person.id, args });
  }

  @FieldResolver(() => AssignmentConnection, { description: 'What they asked others to answer for, newest first.' })
  proposals(
    @Root() person: { id: string },
    @Ctx() context: Context,
    @Args(() => HolderArguments) args: HolderArguments,
  ) {
    return loadWith(context, assignmentsProposedBy, { key: person.id, args });
  }
}

@Resolver(() => Team)
export class TeamAssignmentsResolver {
  @FieldResolver(() => AssignmentConnection, {
    description: 'What they answer for together or are asked to, newest first.',
  })
  assignments(
    @Root() team: { id: string },
    @Ctx() context: Context,
    @Args(() => HolderArguments) args: HolderArguments,
  ) {
    return loadWith(context, assignmentsOfHolder, { key: team.id, args });
  }
}
