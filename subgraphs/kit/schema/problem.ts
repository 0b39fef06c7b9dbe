import { Directive, Field, InterfaceType, ObjectType } from 'type-graphql';
import { Access } from '../access/rule.ts';
import { Principal } from './principal.ts';

@InterfaceType('Problem', {
  description: 'What a request met that is no bug: shown to people as it is.',
  autoRegisterImplementations: false,
  resolveType: value => (value as unknown as { kind: string }).kind,
})
export abstract class ProblemType {
  @Field(() => String, { description: 'What happened and what to do, in a sentence.' }) message!: string;
}

@Access('given')
@Directive('@shareable')
@ObjectType({ implements: ProblemType, description: "It does not exist, or it is not the viewer's to see." })
export class NotFound extends ProblemType {}

@Access('given')
@Directive('@shareable')
@ObjectType({ implements: ProblemType, description: 'A rule says no.' })
export class NotAllowed extends ProblemType {
  @Field(() => String, { description: 'Stable name of the rule, such as four-eyes.' }) rule!: string;
  @Field(() => [Principal], { nullable: true, description: 'The people and teams to turn to.' }) whoCan!:
    | Principal[]
    | null;
}

@Access('given')
@Directive('@shareable')
@ObjectType({ implements: ProblemType, description: 'The thing is in a state from which this move is not possible.' })
export class WrongState extends ProblemType {
  @Field(() => String, { description: 'The state it is in.' }) state!: string;
  @Field(() => [String], { description: 'The moves that are possible from there.' }) allowed!: string[];
}

@Access('given')
@Directive('@shareable')
@ObjectType({ implements: ProblemType, description: 'An input makes no sense.' })
export class InvalidInput extends ProblemType {
  @Field(() => String, { description: 'Path of the input field, such as features[3].dtype.' }) field!: string;
}

@Access('given')
@Directive('@shareable')
@ObjectType('Conflict', { implements: ProblemType, description: 'Something else came first.' })
export class ConflictProblem extends ProblemType {
  @Field(() => String, {
    description: 'NAME_TAKEN, STALE_REVISION, EVIDENCE_CHANGED, IDEMPOTENCY_KEY_REUSED or ROLE_TAKEN.',
  })
  reason!: string;
}

/** Object types to register in every subgraph whose mutations answer with problems. */
export const problemTypes = [NotFound, NotAllowed, WrongState, InvalidInput, ConflictProblem];
