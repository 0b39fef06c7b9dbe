import { Access } from '@handoff/kit/access/rule';
import type { Via } from '@handoff/kit/actor';
import type { ValueChange as Change, EntryRow } from '@handoff/kit/event/table';
import { PageInfo } from '@handoff/kit/schema/page';
import { DateTime, namesOf, ViaEnum } from '@handoff/kit/schema/scalars';
import { Field, Float, ID, ObjectType, registerEnumType } from 'type-graphql';

export const ChangeEnum = namesOf(['ADDED', 'REMOVED', 'CHANGED']);
registerEnumType(ChangeEnum, { name: 'Change', description: 'What happened to a value.' });

@Access('given')
@ObjectType({ description: 'One value that changed, as people read it.' })
export class ValueChange implements Change {
  @Field(() => String, { description: 'Which value.' }) name!: string;
  @Field(() => ChangeEnum, { description: 'Added, removed or changed.' }) change!: keyof typeof ChangeEnum;
  @Field(() => String, { nullable: true, description: 'What it was.' }) before!: string | null;
  @Field(() => String, { nullable: true, description: 'What it is.' }) after!: string | null;
}

type Shown =
  | 'seq'
  | 'at'
  | 'via'
  | 'action'
  | 'subjectId'
  | 'summary'
  | 'refused'
  | 'changes'
  | 'hash'
  | 'previousHash';

@Access('visible')
@ObjectType({ description: 'One entry of the audit trail. It is never altered.' })
export class AuditEntry implements Pick<EntryRow, Shown> {
  @Field(() => Float, {
    nullable: true,
    description: 'Its place in the chain; null until it is sealed, a second at most.',
  })
  seq!: number | null;
  @Field(() => DateTime, { description: 'When it happened.' }) at!: Date;
  @Field(() => ViaEnum, { description: 'The way it came in.' }) via!: Via;
  @Field(() => String, { description: 'Past tense: assignment.accepted, model.tagged.' }) action!: string;
  @Field(() => ID, { description: 'What it is about.' }) subjectId!: string;
  @Field(() => String, { description: 'In a sentence, without the actor.' }) summary!: string;
  @Field(() => Boolean, { description: 'Somebody tried and was told no.' }) refused!: boolean;
  @Field(() => [ValueChange], { description: 'What changed, value by value.' }) changes!: ValueChange[];
  @Field(() => String, { nullable: true, description: 'sha256 over this entry and the hash before it.' }) hash!:
    | string
    | null;
  @Field(() => String, { nullable: true, description: 'The hash of the entry before it.' }) previousHash!:
    | string
    | null;
}

@Access('given')
@ObjectType({ description: 'One page of the trail, newest first.' })
export class AuditConnection {
  @Field(() => [AuditEntry], { description: 'What is on this page.' }) nodes!: AuditEntry[];
  @Field(() => PageInfo, { description: 'Where the page ends.' }) pageInfo!: PageInfo;
}

@Access('signed-in')
@ObjectType({ description: 'The end of the chain: keep it elsewhere, and a rewritten trail is found.' })
export class AuditHead {
  @Field(() => Float, { description: 'Number of the last sealed entry.' }) seq!: number;
  @Field(() => String, { description: 'Its hash.' }) hash!: string;
  @Field(() => DateTime, { description: 'When it was sealed.' }) sealedAt!: Date;
}
