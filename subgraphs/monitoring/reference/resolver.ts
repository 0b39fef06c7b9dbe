import { principalById } from '@handoff/kit/access/principal';
import { Access } from '@handoff/kit/access/rule';
import type { Context } from '@handoff/kit/context';
import { load } from '@handoff/kit/loader';
import { payload } from '@handoff/kit/payload';
import { Principal } from '@handoff/kit/schema/principal';
import { Arg, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import { MonitoredVersion } from '../entities.ts';
import { SaveReferenceInput } from './inputs.ts';
import { columnsOfReference, referenceById, referenceOfVersion } from './queries.ts';
import { recordReference } from './record.ts';
import { ReferenceProfileType, SaveReferencePayload } from './schema.ts';
import type { ReferenceProfile } from './table.ts';

@Resolver(() => MonitoredVersion)
export class VersionReferenceResolver {
  @FieldResolver(() => ReferenceProfileType, {
    nullable: true,
    description: 'What it was trained on. Null: nobody has saved it.',
  })
  reference(@Root() version: { id: string }, @Ctx() context: Context) {
    return load(context, referenceOfVersion, version.id);
  }
}

@Resolver(() => ReferenceProfileType)
export class ReferenceProfileResolver {
  @FieldResolver(() => [String])
  async columns(@Root() profile: ReferenceProfile, @Ctx() context: Context) {
    return (await load(context, columnsOfReference, profile.id)) ?? [];
  }

  @FieldResolver(() => Principal, { nullable: true })
  savedBy(@Root() { savedById }: ReferenceProfile, @Ctx() context: Context) {
    return savedById === null ? null : load(context, principalById, savedById);
  }
}

@Resolver()
export class ReferenceMutations {
  @Access('judged')
  @Mutation(() => SaveReferencePayload, {
    nullable: true,
    description: 'Saves what a version was trained on; needs VERSION_REGISTER on its model. The newest counts.',
  })
  saveReference(@Ctx() context: Context, @Arg('input', () => SaveReferenceInput) input: SaveReferenceInput) {
    return payload(recordReference(context, input), { reference: referenceById });
  }
}
