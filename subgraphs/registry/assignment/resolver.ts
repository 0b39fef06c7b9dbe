import { principalById } from '@handoff/kit/access/principal';
import { Access } from '@handoff/kit/access/rule';
import type { AssignmentRow, AssignmentScope, AssignmentState } from '@handoff/kit/access/table';
import { execute } from '@handoff/kit/command';
import type { Context } from '@handoff/kit/context';
import { load } from '@handoff/kit/loader';
import { payload } from '@handoff/kit/payload';
import { PageArguments } from '@handoff/kit/schema/page';
import { Principal } from '@handoff/kit/schema/principal';
import { DateTime } from '@handoff/kit/schema/scalars';
import { Arg, Args, ArgsType, Ctx, Field, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { modelById } from '../model/queries.ts';
import { Model } from '../model/schema.ts';
import { Person } from '../person/schema.ts';
import { teamById } from '../team/queries.ts';
import { Team } from '../team/schema.ts';
import { delegateAssignment, endAssignment, respondToAssignment } from './answer.ts';
import {
  DelegateAssignmentInput,
  DelegateAssignmentPayload,
  EndAssignmentInput,
  EndAssignmentPayload,
  ProposeAssignmentInput,
  ProposeAssignmentPayload,
  RespondToAssignmentInput,
  RespondToAssignmentPayload,
  SaveRoleInput,
  SaveRolePayload,
} from './inputs.ts';
import { movesOf } from './policy.ts';
import { proposeAssignment } from './propose.ts';
import { allRoles, assignmentById, assignmentPage, roleByKey } from './queries.ts';
import { saveRole } from './save-role.ts';
import {
  Assignment,
  AssignmentConnection,
  AssignmentMoveEnum,
  AssignmentScopeEnum,
  AssignmentStateEnum,
  Role,
} from './schema.ts';
import { viewerStanding } from './standing.ts';

@ArgsType()
class AssignmentsArguments extends PageArguments {
  @Field(() => String, { nullable: true, description: 'Only this role.' }) role?: string;
  @Field(() => AssignmentStateEnum, { nullable: true, description: 'Only in this state.' }) state?: AssignmentState;
  @Field(() => AssignmentScopeEnum, { nullable: true, description: 'Only of this reach.' }) scope?: AssignmentScope;
  @Field(() => DateTime, { nullable: true, description: 'As they were at this instant.' }) at?: Date;
}

@Resolver(() => Assignment)
export class AssignmentResolver {
  @Access('visible')
  @Query(() => Assignment, { nullable: true, description: 'One assignment.' })
  assignment(@Ctx() context: Context, @Arg('id', () => ID) id: string) {
    return load(context, assignmentById, id);
  }

  @Access('visible')
  @Query(() => AssignmentConnection, { nullable: true, description: 'Who answers for what, newest first.' })
  assignments(@Ctx() context: Context, @Args(() => AssignmentsArguments) filter: AssignmentsArguments) {
    return assignmentPage(context, filter);
  }

  @Access('signed-in')
  @Query(() => [Role], { nullable: true, description: 'All roles.' })
  roles(@Ctx() context: Context) {
    return allRoles(context.db);
  }

  @FieldResolver(() => Role, { description: 'What it gives.' })
  role(@Root() assignment: AssignmentRow, @Ctx() context: Context) {
    return load(context, roleByKey, assignment.roleKey);
  }

  @FieldResolver(() => Principal, { description: 'Who holds it, or is asked to.' })
  assignee(@Root() assignment: AssignmentRow, @Ctx() context: Context) {
    return load(context, principalById, assignment.assigneeId);
  }

  @FieldResolver(() => Model, { nullable: true, description: 'When its scope is MODEL.' })
  model(@Root() assignment: AssignmentRow, @Ctx() context: Context) {
    return assignment.modelId === null ? null : load(context, modelById, assignment.modelId);
  }

  @FieldResolver(() => Team, { nullable: true, description: 'When its scope is TEAM: all models of that team.' })
  team(@Root() assignment: AssignmentRow, @Ctx() context: Context) {
    return assignment.teamId === null ? null : load(context, teamById, assignment.teamId);
  }

  @FieldResolver(() => Principal, { description: 'Who asked.' })
  proposedBy(@Root() assignment: AssignmentRow, @Ctx() context: Context) {
    return load(context, principalById, assignment.proposedById);
  }

  @FieldResolver(() => Principal, { nullable: true, description: 'Not me, but …' })
  suggested(@Root() assignment: AssignmentRow, @Ctx() context: Context) {
    return assignment.suggestedId === null ? null : load(context, principalById, assignment.suggestedId);
  }

  @FieldResolver(() => Person, { nullable: true, description: 'Holds the rights for a while; accountability stays.' })
  delegatedTo(@Root() assignment: AssignmentRow, @Ctx() context: Context) {
    return assignment.delegatedToId === null ? null : load(context, principalById, assignment.delegatedToId);
  }

  @FieldResolver(() => [AssignmentMoveEnum], { description: 'What the viewer may do now; anyone: what somebody may.' })
  async moves(
    @Root() assignment: AssignmentRow,
    @Ctx() context: Context,
    @Arg('anyone', () => Boolean, { nullable: true, defaultValue: false }) anyone: boolean | null,
  ) {
    return movesOf(assignment, anyone ? 'anyone' : await viewerStanding(context, assignment));
  }
}

@Resolver()
export class AssignmentMutations {
  @Access('judged')
  @Mutation(() => ProposeAssignmentPayload, { nullable: true, description: 'Asks somebody to answer for something.' })
  proposeAssignment(
    @Ctx() context: Context,
    @Arg('input', () => ProposeAssignmentInput) input: ProposeAssignmentInput,
  ) {
    return payload(execute(context, proposeAssignment, input), { assignment: assignmentById });
  }

  @Access('judged')
  @Mutation(() => RespondToAssignmentPayload, {
    nullable: true,
    description: 'Accepts or declines what one was asked.',
  })
  respondToAssignment(
    @Ctx() context: Context,
    @Arg('input', () => RespondToAssignmentInput) input: RespondToAssignmentInput,
  ) {
    return payload(execute(context, respondToAssignment, input), { assignment: assignmentById });
  }

  @Access('judged')
  @Mutation(() => EndAssignmentPayload, { nullable: true, description: 'Takes an assignment back or lays it down.' })
  endAssignment(@Ctx() context: Context, @Arg('input', () => EndAssignmentInput) input: EndAssignmentInput) {
    return payload(execute(context, endAssignment, input), { assignment: assignmentById });
  }

  @Access('judged')
  @Mutation(() => DelegateAssignmentPayload, { nullable: true, description: 'Lends the rights until a day.' })
  delegateAssignment(
    @Ctx() context: Context,
    @Arg('input', () => DelegateAssignmentInput) input: DelegateAssignmentInput,
  ) {
    return payload(execute(context, delegateAssignment, input), { assignment: assignmentById });
  }

  @Access('judged')
  @Mutation(() => SaveRolePayload, { nullable: true, description: 'Makes or changes a role; needs ACCESS_ADMIN.' })
  saveRole(@Ctx() context: Context, @Arg('input', () => SaveRoleInput) input: SaveRoleInput) {
    return payload(execute(context, saveRole, input), { role: roleByKey });
  }
}
