import { Access } from '@handoff/kit/access/rule';
import { Principal } from '@handoff/kit/schema/principal';
import { Directive, Field, ID, ObjectType } from 'type-graphql';

// Things of the other subgraphs, which monitoring knows by their ids alone. What it adds to them is filtered by what
// the viewer may see, so that an id says nothing of whether there is such a thing.

@Access('visible')
@Directive('@key(fields: "id")')
@ObjectType('Model', { description: 'A model, as far as monitoring knows it.' })
export class MonitoredModel {
  @Field(() => ID, { description: 'Opaque: mdl_….' }) id!: string;
}

@Access('visible')
@Directive('@key(fields: "id")')
@ObjectType('ModelVersion', { description: 'A version of a model, as far as monitoring knows it.' })
export class MonitoredVersion {
  @Field(() => ID, { description: 'Opaque: ver_….' }) id!: string;
}

@Access('visible')
@Directive('@key(fields: "id")')
@ObjectType('Deployment', { description: 'What runs somewhere, as far as monitoring knows it.' })
export class MonitoredDeployment {
  @Field(() => ID, { description: 'Opaque: dep_….' }) id!: string;
}

@Access('signed-in')
@Directive('@key(fields: "id")')
@ObjectType('Person', { implements: Principal, description: 'Somebody who signs in.' })
export class MonitoredPerson extends Principal {
  @Directive('@external') @Field(() => String, { description: 'What people call it.' }) override name!: string;
}
