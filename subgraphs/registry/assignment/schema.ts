import type { Permission } from '@handoff/kit/access/permission';
import { Access } from '@handoff/kit/access/rule';
import type { AssignmentRow, AssignmentScope, AssignmentState, Raci, RoleRow } from '@handoff/kit/access/table';
import { connectionOf } from '@handoff/kit/schema/page';
import { DateTime, namesOf, PermissionEnum } from '@handoff/kit/schema/scalars';
import { Directive, Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { assignmentMoves } from './assignment.ts';

export const RaciEnum = namesOf(['RESPONSIBLE', 'ACCOUNTABLE', 'CONSULTED', 'INFORMED']);
export const AssignmentScopeEnum = namesOf(['MODEL', 'TEAM', 'EVERYTHING']);
export const AssignmentStateEnum = namesOf(['PROPOSED', 'ACCEPTED', 'DECLINED', 'EXPIRED', 'ENDED']);
export const AssignmentMoveEnum = namesOf(assignmentMoves);

registerEnumType(RaciEnum, {
  name: 'Raci',
  description: 'What a role stands for: who does it, answers for it, is asked or is told.',
});
registerEnumType(AssignmentScopeEnum, { name: 'AssignmentScope', description: 'How far an assignment reaches.' });
registerEnumType(AssignmentStateEnum, { name: 'AssignmentState', description: 'Where an assignment stands.' });
registerEnumType(AssignmentMoveEnum, { name: 'AssignmentMove', description: 'What can be done with an assignment.' });

@Access('signed-in')
@Directive('@key(fields: "key")')
@ObjectType({ description: 'Permissions and a RACI letter: what an assignment gives.' })
export class Role implements RoleRow {
  @Field(() => String, { description: 'Stable name, such as owner or it-ops.' }) key!: string;
  @Field(() => String, { description: 'What people call it.' }) title!: string;
  @Field(() => RaciEnum, { nullable: true, description: 'What it stands for; null for roles that only give access.' })
  raci!: Raci | null;
  @Field(() => [PermissionEnum], { description: 'What it allows.' }) permissions!: Permission[];
  @Field(() => Boolean, { description: 'Whether it gives nothing until it is accepted.' }) requiresAcceptance!: boolean;
  @Field(() => Int, { nullable: true, description: 'How many may hold it for one thing; null: any number.' })
  maxHolders!: number | null;
}

type Shown =
  | 'id'
  | 'scope'
  | 'state'
  | 'scopeOfWork'
  | 'proposedAt'
  | 'dueAt'
  | 'respondedAt'
  | 'declineReason'
  | 'since'
  | 'until'
  | 'delegatedUntil'
  | 'revision';

@Access('visible')
@Directive('@key(fields: "id")')
@ObjectType({ description: 'A role given to a person or team: for one model, all models of a team, or everything.' })
export class Assignment implements Pick<AssignmentRow, Shown> {
  @Field(() => ID, { description: 'Opaque: asg_…' }) id!: string;
  @Field(() => AssignmentScopeEnum, { description: 'How far it reaches.' }) scope!: AssignmentScope;
  @Field(() => AssignmentStateEnum, { description: 'Where it stands.' }) state!: AssignmentState;
  @Field(() => String, {
    nullable: true,
    description: 'What exactly they answer for: implementation, operation, compliance …',
  })
  scopeOfWork!: string | null;
  @Field(() => DateTime, { description: 'When it was proposed.' }) proposedAt!: Date;
  @Field(() => DateTime, { nullable: true, description: 'Answer asked for by then.' }) dueAt!: Date | null;
  @Field(() => DateTime, { nullable: true, description: 'When it was answered.' }) respondedAt!: Date | null;
  @Field(() => String, { nullable: true, description: 'Why it was declined.' }) declineReason!: string | null;
  @Field(() => DateTime, { nullable: true, description: 'Held from then on.' }) since!: Date | null;
  @Field(() => DateTime, { nullable: true, description: 'Held until then; null: without end.' }) until!: Date | null;
  @Field(() => DateTime, { nullable: true, description: 'Until when its rights are lent.' })
  delegatedUntil!: Date | null;
  @Field(() => Int, { description: 'Grows with every change.' }) revision!: number;
}

export const AssignmentConnection = connectionOf('AssignmentConnection', () => Assignment);
