import { Access } from '@handoff/kit/access/rule';
import { ProblemType } from '@handoff/kit/schema/problem';
import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import type { AdviceAction } from './advice.ts';
import type { DecideAdvice, OpenDiscussion } from './commands.ts';
import { AdviceActionEnum, AdviceType } from './schema.ts';

const which = { description: 'The advice.' } as const;
const key = { nullable: true, description: 'Applied once per key for 24 h.' } as const;

@InputType({ description: 'Says where an advice is talked about.' })
export class OpenDiscussionInput implements OpenDiscussion {
  @Field(() => ID, which) adviceId!: string;
  @Field(() => String, { description: 'Link to the chat thread; it begins with https://.' }) discussion!: string;
  @Field(() => String, key) idempotencyKey?: string | null;
}

@InputType({ description: 'Says what is done about an advice, and why.' })
export class DecideAdviceInput implements DecideAdvice {
  @Field(() => ID, which) adviceId!: string;
  @Field(() => AdviceActionEnum, { description: 'What is done, whatever was suggested.' }) decision!: AdviceAction;
  @Field(() => String, { description: 'Why.' }) rationale!: string;
  @Field(() => [ID], {
    nullable: true,
    description: 'The others who agreed: ids of people who answer for the model in a role that they accepted.',
  })
  decidedWith?: string[] | null;
  @Field(() => Int, { nullable: true, description: 'The one that was seen; stale: Conflict.' }) revision?:
    | number
    | null;
  @Field(() => String, key) idempotencyKey?: string | null;
}

@ObjectType({ description: 'Never answered as such: its fields are shared by the payloads below.' })
abstract class AdvicePayload {
  @Field(() => AdviceType, { nullable: true, description: 'As it stands now, with a problem too.' })
  advice!: AdviceType | null;
  @Field(() => ProblemType, { nullable: true, description: 'Why not.' }) problem!: ProblemType | null;
}

const answer = { description: 'The advice as it stands, or why not.' } as const;

@Access('given')
@ObjectType(answer)
export class OpenDiscussionPayload extends AdvicePayload {}

@Access('given')
@ObjectType(answer)
export class DecideAdvicePayload extends AdvicePayload {}
