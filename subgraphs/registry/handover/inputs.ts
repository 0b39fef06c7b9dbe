import { Access } from '@handoff/kit/access/rule';
import { ProblemType } from '@handoff/kit/schema/problem';
import { DateTime } from '@handoff/kit/schema/scalars';
import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import type { AnswerHandover } from './answer.ts';
import type { OfferHandover } from './offer.ts';
import type { ReviewHandover } from './review.ts';
import { HandoverType, ReviewSectionEnum, ReviewVerdictEnum } from './schema.ts';
import type { ReviewSection, ReviewVerdict } from './section.ts';
import type { WithdrawHandover } from './withdraw.ts';

const onceKey = { nullable: true, description: 'Applied once per key for 24 h.' } as const;
const which = { description: 'Which handover.' } as const;

@InputType({ description: 'Offers a version to who will run it.' })
export class OfferHandoverInput implements OfferHandover {
  @Field(() => String, { description: 'Id or name of the model.' }) model!: string;
  @Field(() => String, { description: 'Number, alias or id of the version.' }) version!: string;
  @Field(() => ID, { description: 'A person, or a team of which one takes it.' }) toId!: string;
  @Field(() => String, { nullable: true, description: 'What the reviewer should know.' }) note?: string | null;
  @Field(() => DateTime, { nullable: true, description: 'Answer asked for by then; left out: in a week.' })
  dueAt?: Date | null;
  @Field(() => String, onceKey) idempotencyKey?: string | null;
}

@InputType({ description: 'Judges one section, says something about it, or both.' })
export class ReviewHandoverInput implements ReviewHandover {
  @Field(() => ID, which) handoverId!: string;
  @Field(() => ReviewSectionEnum, { description: 'Which section.' }) section!: ReviewSection;
  @Field(() => ReviewVerdictEnum, { nullable: true, description: 'What was found; only by who reviews it.' })
  verdict?: ReviewVerdict | null;
  @Field(() => String, { nullable: true, description: 'For the thread; by who reviews it, and by who offered it.' })
  comment?: string | null;
  @Field(() => Int, { nullable: true, description: 'As seen by who judges; stale: Conflict.' })
  revision?: number | null;
  @Field(() => String, onceKey) idempotencyKey?: string | null;
}

@InputType({ description: 'Accepts a version, or returns it.' })
export class AnswerHandoverInput implements AnswerHandover {
  @Field(() => ID, which) handoverId!: string;
  @Field(() => Boolean, { description: 'Yes, with every section accepted; or back to who offered it.' })
  accept!: boolean;
  @Field(() => String, { description: 'The digest that was shown to the reviewer; changed since: Conflict.' })
  digest!: string;
  @Field(() => String, {
    nullable: true,
    description: 'Needed to return it, unless a section is questioned or rejected.',
  })
  comment?: string | null;
  @Field(() => String, onceKey) idempotencyKey?: string | null;
}

@InputType({ description: 'Takes an offer back that was not answered.' })
export class WithdrawHandoverInput implements WithdrawHandover {
  @Field(() => ID, which) handoverId!: string;
  @Field(() => String, { nullable: true, description: 'Why.' }) reason?: string | null;
  @Field(() => String, onceKey) idempotencyKey?: string | null;
}

/** The payload types of changes to one handover differ by name alone. */
@ObjectType({ description: 'Never answered as such: its fields are shared by the payloads below.' })
abstract class HandoverAnswer {
  @Field(() => HandoverType, { nullable: true, description: 'As it stands now.' }) handover!: HandoverType | null;
  @Field(() => ProblemType, { nullable: true, description: 'Why not.' }) problem!: ProblemType | null;
}

@Access('given')
@ObjectType({ description: 'What was offered, or why not.' })
export class OfferHandoverPayload extends HandoverAnswer {}

@Access('given')
@ObjectType({ description: 'What was reviewed, or why not.' })
export class ReviewHandoverPayload extends HandoverAnswer {}

@Access('given')
@ObjectType({ description: 'What was answered, or why not.' })
export class AnswerHandoverPayload extends HandoverAnswer {}

@Access('given')
@ObjectType({ description: 'What was taken back, or why not.' })
export class WithdrawHandoverPayload extends HandoverAnswer {}
