import { viewerReach } from '@handoff/kit/access/queries';
import { Access } from '@handoff/kit/access/rule';
import { execute } from '@handoff/kit/command';
import type { Context } from '@handoff/kit/context';
import { load } from '@handoff/kit/loader';
import { payload } from '@handoff/kit/payload';
import { Arg, Args, ArgsType, Ctx, Field, ID, Mutation, Query, Resolver } from 'type-graphql';
import { archiveVersion } from './archive.ts';
import { ArchiveVersionInput, ArchiveVersionPayload, RegisterVersionInput, RegisterVersionPayload } from './inputs.ts';
import { findVersionOf, versionById } from './queries.ts';
import { registerVersion } from './register.ts';
import { ModelVersion } from './schema.ts';

@ArgsType()
class VersionArguments {
  @Field(() => ID, { nullable: true, description: 'Id of the version.' }) id?: string | null;
  @Field(() => String, { nullable: true, description: 'Id or name of its model.' }) model?: string | null;
  @Field(() => String, { nullable: true, description: 'Its number or alias.' }) version?: string | null;
}

@Resolver(() => ModelVersion)
export class VersionResolver {
  @Access('visible')
  @Query(() => ModelVersion, {
    nullable: true,
    description: 'A version by id, or by its model (id or name) and its number or alias.',
  })
  async modelVersion(@Ctx() context: Context, @Args(() => VersionArguments) args: VersionArguments) {
    const { id, model, version } = args;
    return id
      ? load(context, versionById, id)
      : findVersionOf(context.db, await viewerReach(context), { model: model ?? '', version: version ?? '' });
  }

  @Access('judged')
  @Mutation(() => RegisterVersionPayload, { nullable: true, description: 'Registers a version of a model.' })
  registerVersion(@Ctx() context: Context, @Arg('input', () => RegisterVersionInput) input: RegisterVersionInput) {
    return payload(execute(context, registerVersion, input), { version: versionById });
  }

  @Access('judged')
  @Mutation(() => ArchiveVersionPayload, {
    nullable: true,
    description: 'Puts a version away, or makes it ready again; refused while it is live.',
  })
  archiveVersion(@Ctx() context: Context, @Arg('input', () => ArchiveVersionInput) input: ArchiveVersionInput) {
    return payload(execute(context, archiveVersion, input), { version: versionById });
  }
}
