import { Access } from '@handoff/kit/access/rule';
import { DateTime, namesOf } from '@handoff/kit/schema/scalars';
import { Directive, Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import {
  type Advice,
  type AdviceAction,
  type AdviceState,
  adviceActions,
  adviceStates,
  peoplesMoves,
} from './advice.ts';

export const AdviceActionEnum = namesOf(adviceActions);
export const AdviceStateEnum = namesOf(adviceStates);
export const AdviceMoveEnum = namesOf(peoplesMoves);
registerEnumType(AdviceActionEnum, { name: 'AdviceAction', description: 'What can be done with a version that runs.' });
registerEnumType(AdviceStateEnum, { name: 'AdviceState', description: 'Where an advice stands.' });
registerEnumType(AdviceMoveEnum, { name: 'AdviceMove', description: 'What people can do with an advice.' });

type Hidden = 'modelId' | 'versionId' | 'alertIds' | 'discussedById' | 'discussedAt' | 'decidedByIds';

@Access('visible')
@Directive('@key(fields: "id")')
@ObjectType('Advice', {
  description:
    'What the evidence says should be done with a version that runs. Handoff carries out none of it: people decide, and what they decided is kept.',
})
export class AdviceType implements Omit<Advice, Hidden> {
  @Field(() => ID, { description: 'Opaque: adv_….' }) id!: string;
  @Field(() => AdviceActionEnum, { description: 'What is suggested.' }) action!: AdviceAction;
  @Field(() => AdviceStateEnum, { description: 'Where it stands.' }) state!: AdviceState;
  @Field(() => [String], {
    description: 'Why, in sentences: what is seen and since when, how much it matters, and what waiting costs.',
  })
  reasons!: string[];
  @Field(() => DateTime, { description: 'When it was first suggested to do something.' }) suggestedAt!: Date;
  @Field(() => AdviceActionEnum, {
    nullable: true,
    description: 'What was decided. Null: nothing yet; or, when it is DECIDED, what spoke for it was over before.',
  })
  decision!: AdviceAction | null;
  @Field(() => DateTime, { nullable: true, description: 'When that was.' }) decidedAt!: Date | null;
  @Field(() => String, { nullable: true, description: 'Why it was decided so.' }) rationale!: string | null;
  @Field(() => String, { nullable: true, description: 'Link to the thread in which it is talked about.' })
  discussion!: string | null;
  @Field(() => Int, { description: 'Grows with every change.' }) revision!: number;
}
