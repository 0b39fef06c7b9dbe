import { principalById } from '@handoff/kit/access/principal';
import { Access } from '@handoff/kit/access/rule';
import type { ShownPerson } from '@handoff/kit/access/table';
import { execute } from '@handoff/kit/command';
import type { Context } from '@handoff/kit/context';
import { load } from '@handoff/kit/loader';
import { payload } from '@handoff/kit/payload';
import { PageArguments } from '@handoff/kit/schema/page';
import { Principal } from '@handoff/kit/schema/principal';
import { Arg, Args, ArgsType, Ctx, Field, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { teamsOfPerson } from '../team/queries.ts';
import { Team } from '../team/schema.ts';
import {
  LinkSlackUserInput,
  LinkSlackUserPayload,
  SavePersonInput,
  SavePersonPayload,
  SavePreferencesInput,
  SavePreferencesPayload,
} from './inputs.ts';
import { linkSlackUser } from './link.ts';
import { findPerson, type PersonReference, personById, personPage, preferencesOf } from './queries.ts';
import { savePerson } from './save-person.ts';
import { savePreferences } from './save-preferences.ts';
import { Person, PersonConnection, Preferences } from './schema.ts';

@ArgsType()
class PersonArguments implements PersonReference {
  @Field(() => ID, { nullable: true, description: 'Their id.' }) id?: string | null;
  @Field(() => String, { nullable: true, description: 'Their e-mail, whatever its case.' }) email?: string | null;
  @Field(() => String, { nullable: true, description: 'Their user id in Slack.' }) slackUserId?: string | null;
}

@ArgsType()
class PeopleArguments extends PageArguments {
  @Field(() => String, { nullable: true, description: 'A part of the name or e-mail, whatever its case.' })
  search?: string | null;
}

@Resolver(() => Person)
export class PersonResolver {
  @Access('signed-in')
  @Query(() => Principal, { nullable: true, description: 'Who is signed in: a person or a service account.' })
  me(@Ctx() context: Context) {
    return context.actor.id === null ? null : load(context, principalById, context.actor.id);
  }

  @Access('signed-in')
  @Query(() => Person, { nullable: true, description: 'The person of whom all that is given holds.' })
  person(@Ctx() context: Context, @Args(() => PersonArguments) of: PersonArguments) {
    return findPerson(context.db, of);
  }

  @Access('signed-in')
  @Query(() => PersonConnection, { nullable: true, description: 'People, by name.' })
  people(@Ctx() context: Context, @Args(() => PeopleArguments) args: PeopleArguments) {
    return personPage(context, args);
  }

  @FieldResolver(() => [Team], { description: 'What they belong to, by name.' })
  async teams(@Root() person: ShownPerson, @Ctx() context: Context) {
    return (await load(context, teamsOfPerson, person.id)) ?? [];
  }

  @FieldResolver(() => Preferences, { description: 'When they want to be told.' })
  preferences(@Root() person: ShownPerson, @Ctx() context: Context) {
    return load(context, preferencesOf, person.id);
  }

  @Access('judged')
  @Mutation(() => SavePersonPayload, { nullable: true, description: 'Makes or changes a person; needs ACCESS_ADMIN.' })
  savePerson(@Ctx() context: Context, @Arg('input', () => SavePersonInput) input: SavePersonInput) {
    return payload(execute(context, savePerson, input), { person: personById });
  }

  @Access('judged')
  @Mutation(() => LinkSlackUserPayload, { nullable: true, description: 'Says who a Slack user is; needs DELIVER.' })
  linkSlackUser(@Ctx() context: Context, @Arg('input', () => LinkSlackUserInput) input: LinkSlackUserInput) {
    return payload(execute(context, linkSlackUser, input), { person: personById });
  }

  @Access('judged')
  @Mutation(() => SavePreferencesPayload, { nullable: true, description: "Changes one's own preferences." })
  savePreferences(@Ctx() context: Context, @Arg('input', () => SavePreferencesInput) input: SavePreferencesInput) {
    return payload(execute(context, savePreferences, input), { preferences: preferencesOf });
  }
}
