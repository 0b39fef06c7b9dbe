import { Directive, Field, ID, InterfaceType, ObjectType } from 'type-graphql';
import { Access } from '../access/rule.ts';

@InterfaceType({
  description: 'A person, team or service account: whoever can hold a role or act. The prefix of the id says which.',
  autoRegisterImplementations: false,
  resolveType: value => principalType(value.id),
})
export abstract class Principal {
  @Field(() => ID, { description: 'Opaque; the prefix says what it is: per_, tea_ or svc_.' }) id!: string;
  @Field(() => String, { description: 'What people call it.' }) name!: string;
}

/** The GraphQL type of a principal, by its id. */
export function principalType(id: string): string {
  if (id.startsWith('tea_')) return 'Team';
  return id.startsWith('svc_') ? 'ServiceAccount' : 'Person';
}

// The stubs below are for the subgraphs that know people by id alone: the gateway fills the name from registry. Each
// declares its name itself: a field of a class that is no object type, or of the interface, would come without @external.
const name = { description: 'What people call it.' } as const;

@Access('signed-in')
@Directive('@key(fields: "id")')
@ObjectType('Person', { implements: Principal, description: 'Somebody who signs in.' })
export class PersonStub extends Principal {
  @Directive('@external') @Field(() => String, name) override name!: string;
}

@Access('signed-in')
@Directive('@key(fields: "id")')
@ObjectType('Team', { implements: Principal, description: 'People who answer for models together.' })
export class TeamStub extends Principal {
  @Directive('@external') @Field(() => String, name) override name!: string;
}

@Access('signed-in')
@Directive('@key(fields: "id")')
@ObjectType('ServiceAccount', {
  implements: Principal,
  description: 'A program that signs in with a token of its own.',
})
export class ServiceAccountStub extends Principal {
  @Directive('@external') @Field(() => String, name) override name!: string;
}

/** Object types to register in a subgraph that knows principals by id alone. */
export const principalStubs = [PersonStub, TeamStub, ServiceAccountStub];
