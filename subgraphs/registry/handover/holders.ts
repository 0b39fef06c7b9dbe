import type { Context } from '@handoff/kit/context';
import { load, loadWith } from '@handoff/kit/loader';
import { Arg, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { Person } from '../person/schema.ts';
import { ModelVersion } from '../version/schema.ts';
import type { HandoverState } from './handover.ts';
import { handoversOfPerson, handoversOfVersion, offersOfPerson } from './queries.ts';
import { HandoverStateEnum, HandoverType } from './schema.ts';

@Resolver(() => ModelVersion)
export class VersionHandoversResolver {
  @FieldResolver(() => [HandoverType], { description: 'To whom it was offered, and what came of it; newest first.' })
  async handovers(@Root() version: { id: string }, @Ctx() context: Context) {
    return (await load(context, handoversOfVersion, version.id)) ?? [];
  }
}

@Resolver(() => Person)
export class PersonHandoversResolver {
  @FieldResolver(() => [HandoverType], { description: 'What was offered to them or a team of theirs; newest first.' })
  async handovers(
    @Root() person: { id: string },
    @Ctx() context: Context,
    @Arg('state', () => [HandoverStateEnum], { nullable: true, description: 'Only in these states.' }) state?:
      | HandoverState[]
      | null,
  ) {
    return (await loadWith(context, handoversOfPerson, { key: person.id, args: state ?? null })) ?? [];
  }

  @FieldResolver(() => [HandoverType], { description: 'What they offered to others; newest first.' })
  async offers(
    @Root() person: { id: string },
    @Ctx() context: Context,
    @Arg('state', () => [HandoverStateEnum], { nullable: true, description: 'Only in these states.' }) state?:
      | HandoverState[]
      | null,
  ) {
    return (await loadWith(context, offersOfPerson, { key: person.id, args: state ?? null })) ?? [];
  }
}
