import { Access } from '@handoff/kit/access/rule';
import { Principal } from '@handoff/kit/schema/principal';
import { Directive, Field, ObjectType } from 'type-graphql';

// A class of its own, not the kit's: type-graphql adds the fields of a class to every subgraph that uses it.

@Access('signed-in')
@Directive('@key(fields: "id")')
@ObjectType('Person', { implements: Principal, description: 'Somebody who decides promotions.' })
export class PersonStub extends Principal {
  @Directive('@external') @Field(() => String, { description: 'What people call them.' }) override name!: string;
}
