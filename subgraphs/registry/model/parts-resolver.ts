import { principalById } from '@handoff/kit/access/principal';
import type { Context } from '@handoff/kit/context';
import { load, loadWith } from '@handoff/kit/loader';
import { type RootAsked, RootOfRows } from '@handoff/kit/schema/asked';
import { PageArguments } from '@handoff/kit/schema/page';
import { Principal } from '@handoff/kit/schema/principal';
import { Arg, Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { documentsOfModel } from '../document/queries.ts';
import { Document } from '../document/schema.ts';
import { sourcesOfModel } from '../import/source-queries.ts';
import { Source } from '../import/source-schema.ts';
import { teamById } from '../team/queries.ts';
import { Team } from '../team/schema.ts';
import { latestVersionOf, versionById, versionNamed, versionsOfModel } from '../version/queries.ts';
import { ModelVersion, ModelVersionConnection } from '../version/schema.ts';
import { versionReads, versions } from '../version/table.ts';
import type { AliasRow, ModelRow } from './model.ts';
import { aliasesOfModel } from './queries.ts';
import { Alias, Model } from './schema.ts';

@Resolver(() => Model)
export class ModelPartsResolver {
  @FieldResolver(() => Team, { nullable: true, description: 'The team it belongs to.' })
  team(@Root() model: ModelRow, @Ctx() context: Context) {
    return model.teamId === null ? null : load(context, teamById, model.teamId);
  }

  @FieldResolver(() => [Alias], { description: 'Names that point at versions, in order of the alphabet.' })
  async aliases(@Root() model: ModelRow, @Ctx() context: Context) {
    return (await load(context, aliasesOfModel, model.id)) ?? [];
  }

  @FieldResolver(() => ModelVersionConnection, { description: 'Its versions, newest first.' })
  versions(@Root() model: ModelRow, @Ctx() context: Context, @Args(() => PageArguments) args: PageArguments) {
    return loadWith(context, versionsOfModel, { key: model.id, args });
  }

  @FieldResolver(() => ModelVersion, { nullable: true, description: 'One of its versions, by number or alias.' })
  version(@Root() model: ModelRow, @Ctx() context: Context, @Arg('version', () => String) version: string) {
    return loadWith(context, versionNamed, { key: model.id, args: version });
  }

  @FieldResolver(() => ModelVersion, { nullable: true, description: 'The newest version that is not archived.' })
  latestVersion(@RootOfRows(versions, versionReads) model: RootAsked, @Ctx() context: Context) {
    return loadWith(context, latestVersionOf, { key: model.id, args: model.asked });
  }

  @FieldResolver(() => [Document], { description: 'Texts about the model itself.' })
  async documents(@Root() model: ModelRow, @Ctx() context: Context) {
    return (await load(context, documentsOfModel, model.id)) ?? [];
  }

  @FieldResolver(() => [Source], { description: 'Where it was brought in from.' })
  async sources(@Root() model: ModelRow, @Ctx() context: Context) {
    return (await load(context, sourcesOfModel, model.id)) ?? [];
  }
}

@Resolver(() => Alias)
export class AliasResolver {
  @FieldResolver(() => ModelVersion, { description: 'What it points at.' })
  version(@Root() alias: AliasRow, @Ctx() context: Context) {
    return load(context, versionById, alias.versionId);
  }

  @FieldResolver(() => Principal, { description: 'Who made it point there.' })
  setBy(@Root() alias: AliasRow, @Ctx() context: Context) {
    return load(context, principalById, alias.setById);
  }
}
