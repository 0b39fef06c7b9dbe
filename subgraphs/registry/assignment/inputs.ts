import type { Permission } from '@handoff/kit/access/permission';
import { Access } from '@handoff/kit/access/rule';
import type { AssignmentScope, Raci } from '@handoff/kit/access/table';
import { ProblemType } from '@handoff/kit/schema/problem';
import { DateTime, PermissionEnum } from '@handoff/kit/schema/scalars';
import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { Assignment, AssignmentScopeEnum, RaciEnum, Role } from './schema.ts';

const onceKey = { nullable: true, description: 'Applied once per key for 24 h.' } as const;

@InputType({ description: 'Asks a person or team to answer for something.' })
export class ProposeAssignmentInput {
  @Field(() => String, { description: 'Which role, such as owner.' }) roleKey!: string;
  @Field(() => ID, { description: 'Who: a person, a team or a service account.' }) assigneeId!: string;
  @Field(() => AssignmentScopeEnum, { nullable: true, defaultValue: 'MODEL', description: 'How far it reaches.' })
  scope?: AssignmentScope | null;
  @Field(() => String, { nullable: true, description: 'Id or name, when the scope is MODEL.' }) model?: string | null;
  @Field(() => String, { nullable: true, description: 'Id or name, when the scope is TEAM.' }) team?: string | null;
  @Field(() => String, { nullable: true, description: 'What exactly they answer for.' }) scopeOfWork?: string | null;
  @Field(() => DateTime, { nullable: true, description: 'Answer asked for by then; left out: in a week.' })
  dueAt?: Date | null;
  @Field(() => DateTime, { nullable: true, description: 'Held until then; left out: without end.' })
  until?: Date | null;
  @Field(() => ID, { nullable: true, description: 'The assignment that ends when this one is accepted.' }) replaces?:
    | string
    | null;
  @Field(() => String, onceKey) idempotencyKey?: string | null;
}

@InputType({ description: "The assignee's answer." })
export class RespondToAssignmentInput {
  @Field(() => ID, { description: 'Which assignment.' }) assignmentId!: string;
  @Field(() => Boolean, { description: 'Yes or no.' }) accept!: boolean;
  @Field(() => String, { nullable: true, description: 'Why not; asked for when declining.' }) reason?: string | null;
  @Field(() => ID, { nullable: true, description: 'Not me, but …' }) suggestedId?: string | null;
  @Field(() => Int, { nullable: true, description: 'As seen by who answers; stale: Conflict.' }) revision?:
    | number
    | null;
  @Field(() => String, onceKey) idempotencyKey?: string | null;
}

@InputType({ description: 'Takes an assignment back or lays it down.' })
export class EndAssignmentInput {
  @Field(() => ID, { description: 'Which assignment.' }) assignmentId!: string;
  @Field(() => String, { description: 'Why.' }) reason!: string;
  @Field(() => String, onceKey) idempotencyKey?: string | null;
}

@InputType({ description: 'Lends the rights of an assignment.' })
export class DelegateAssignmentInput {
  @Field(() => ID, { description: 'Which assignment.' }) assignmentId!: string;
  @Field(() => ID, { nullable: true, description: 'To whom; null takes the rights back.' }) toPersonId?: string | null;
  @Field(() => DateTime, { nullable: true, description: 'Until when.' }) until?: Date | null;
  @Field(() => String, onceKey) idempotencyKey?: string | null;
}

@InputType({ description: 'Makes a role or changes one.' })
export class SaveRoleInput {
  @Field(() => String, { description: 'Stable name, such as on-call.' }) key!: string;
  @Field(() => String, { description: 'What people call it.' }) title!: string;
  @Field(() => RaciEnum, { nullable: true, description: 'What it stands for.' }) raci?: Raci | null;
  @Field(() => [PermissionEnum], { description: 'What it allows.' }) permissions!: Permission[];
  @Field(() => Boolean, { description: 'Whether it gives nothing until it is accepted.' }) requiresAcceptance!: boolean;
  @Field(() => Int, { nullable: true, description: 'How many may hold it for one thing.' }) maxHolders?: number | null;
  @Field(() => String, onceKey) idempotencyKey?: string | null;
}

/** The payload types of changes to one assignment differ by name alone. */
@ObjectType({ description: 'Never answered as such: its fields are shared by the payloads below.' })
abstract class AssignmentAnswer {
  @Field(() => Assignment, { nullable: true, description: 'As it stands now.' }) assignment!: Assignment | null;
  @Field(() => ProblemType, { nullable: true, description: 'Why not.' }) problem!: ProblemType | null;
}

@Access('given')
@ObjectType({ description: 'What was proposed, or why not.' })
export class ProposeAssignmentPayload extends AssignmentAnswer {}

@Access('given')
@ObjectType({ description: 'What was answered, or why not.' })
export class RespondToAssignmentPayload extends AssignmentAnswer {}

@Access('given')
@ObjectType({ description: 'What ended, or why not.' })
export class EndAssignmentPayload extends AssignmentAnswer {}

@Access('given')
@ObjectType({ description: 'Whose rights were lent, or why not.' })
export class DelegateAssignmentPayload extends AssignmentAnswer {}

@Access('given')
@ObjectType({ description: 'The role, or why it could not be saved.' })
export class SaveRolePayload {
  @Field(() => Role, { nullable: true, description: 'As it stands now.' }) role!: Role | null;
  @Field(() => ProblemType, { nullable: true, description: 'Why not.' }) problem!: ProblemType | null;
}
