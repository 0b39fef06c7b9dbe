import { Access } from '@handoff/kit/access/rule';
import { Directive, Field, ID, ObjectType } from 'type-graphql';

// What other subgraphs know: registry hands out the id alone, and the gateway asks them for the rest.

@Access('given')
@Directive('@key(fields: "id", resolvable: false)')
@ObjectType('Promotion', { description: 'One version on its way into, or out of, an environment.' })
export class PromotionStub {
  @Field(() => ID, { description: 'Opaque: pro_….' }) id!: string;
}

@Access('given')
@Directive('@key(fields: "id", resolvable: false)')
@ObjectType('Alert', { description: 'Something about a model that somebody must look at.' })
export class AlertStub {
  @Field(() => ID, { description: 'Opaque: alr_….' }) id!: string;
}

@Access('given')
@Directive('@key(fields: "id", resolvable: false)')
@ObjectType('Experiment', { description: 'Versions compared on one metric, and read without fooling oneself.' })
export class ExperimentStub {
  @Field(() => ID, { description: 'Opaque: exp_….' }) id!: string;
}

@Access('given')
@Directive('@key(fields: "id", resolvable: false)')
@ObjectType('Advice', { description: 'What the evidence says should be done with a version that runs.' })
export class AdviceStub {
  @Field(() => ID, { description: 'Opaque: adv_….' }) id!: string;
}

/** The thing with this id, for the gateway to fill, when its prefix says that it is one of that kind. */
export function stubOf(prefix: string, id: string): { id: string } | null {
  return id.startsWith(prefix) ? { id } : null;
}
