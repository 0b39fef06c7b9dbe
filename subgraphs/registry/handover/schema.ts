import { Access } from '@handoff/kit/access/rule';
import { DateTime, namesOf } from '@handoff/kit/schema/scalars';
import { Directive, Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { type HandoverRow, type HandoverState, handoverMoves, handoverStates } from './handover.ts';
import {
  type CommentRow,
  type ReviewSection,
  type ReviewVerdict,
  reviewSections,
  reviewVerdicts,
  type ShownSection,
} from './section.ts';

export const HandoverStateEnum = namesOf(handoverStates);
export const HandoverMoveEnum = namesOf(handoverMoves);
export const ReviewSectionEnum = namesOf(reviewSections);
export const ReviewVerdictEnum = namesOf(reviewVerdicts);

registerEnumType(HandoverStateEnum, { name: 'HandoverState', description: 'Where a handover stands.' });
registerEnumType(HandoverMoveEnum, { name: 'HandoverMove', description: 'What can be done with a handover.' });
registerEnumType(ReviewSectionEnum, { name: 'ReviewSection', description: 'What is reviewed of a version.' });
registerEnumType(ReviewVerdictEnum, { name: 'ReviewVerdict', description: 'What a reviewer found of a section.' });

@Access('given')
@ObjectType('Comment', { description: 'Something that was said about a section.' })
export class CommentType implements Pick<CommentRow, 'at' | 'text'> {
  @Field(() => DateTime, { description: 'When it was said.' }) at!: Date;
  @Field(() => String, { description: 'What was said.' }) text!: string;
}

@Access('given')
@ObjectType('HandoverSection', { description: 'One section of the review, with what was said about it.' })
export class HandoverSectionType implements Pick<ShownSection, 'section' | 'verdict' | 'at'> {
  @Field(() => ReviewSectionEnum, { description: 'Which one.' }) section!: ReviewSection;
  @Field(() => ReviewVerdictEnum, {
    description: 'OPEN: nobody has judged it yet, or what was accepted has changed since.',
  })
  verdict!: ReviewVerdict;
  @Field(() => DateTime, { nullable: true, description: 'When it was judged.' }) at!: Date | null;
  @Field(() => [CommentType], { description: 'The thread, the oldest first.' }) comments!: CommentType[];
}

type Shown = 'id' | 'state' | 'note' | 'closingNote' | 'offeredAt' | 'dueAt' | 'answeredAt' | 'revision';

@Access('visible')
@Directive('@key(fields: "id")')
@ObjectType('Handover', {
  description:
    'A version that is handed from who made it to who will run it: reviewed section by section, then accepted or returned.',
})
export class HandoverType implements Pick<HandoverRow, Shown> {
  @Field(() => ID, { description: 'Opaque: hov_….' }) id!: string;
  @Field(() => HandoverStateEnum, { description: 'Where it stands.' }) state!: HandoverState;
  @Field(() => String, { nullable: true, description: 'What was said when it was offered.' }) note!: string | null;
  @Field(() => String, { nullable: true, description: 'What was said when it was accepted, returned or withdrawn.' })
  closingNote!: string | null;
  @Field(() => DateTime, { description: 'When it was offered.' }) offeredAt!: Date;
  @Field(() => DateTime, { nullable: true, description: 'Answer asked for by then.' }) dueAt!: Date | null;
  @Field(() => DateTime, { nullable: true, description: 'When it was accepted or returned.' })
  answeredAt!: Date | null;
  @Field(() => Int, { description: 'Grows with every change.' }) revision!: number;
}
