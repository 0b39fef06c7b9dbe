import { viewerReach } from '@handoff/kit/access/queries';
import { permissionsOn } from '@handoff/kit/access/reach';
import { Access } from '@handoff/kit/access/rule';
import { execute } from '@handoff/kit/command';
import type { Context } from '@handoff/kit/context';
import type { AskedProperties } from '@handoff/kit/database/asked';
import { payload } from '@handoff/kit/payload';
import { Asked } from '@handoff/kit/schema/asked';
import { PermissionEnum } from '@handoff/kit/schema/scalars';
import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { modelPage } from '../search/list.ts';
import { ModelConnection } from '../search/schema.ts';
import { versionById } from '../version/queries.ts';
import { setAlias } from './alias.ts';
import { archiveModel } from './archive.ts';
import { ModelListArguments } from './filter-schema.ts';
import {
  ArchiveModelInput,
  ArchiveModelPayload,
  RecordValidationInput,
  RecordValidationPayload,
  RegisterModelInput,
  RegisterModelPayload,
  SetAliasInput,
  SetAliasPayload,
  TagModelInput,
  TagModelPayload,
  UpdateModelInput,
  UpdateModelPayload,
} from './inputs.ts';
import type { ModelRow } from './model.ts';
import { modelById, viewedModel } from './queries.ts';
import { recordValidation } from './record-validation.ts';
import { registerModel } from './register.ts';
import { Model } from './schema.ts';
import { modelReads, models } from './table.ts';
import { tagModel } from './tag.ts';
import { updateModel } from './update.ts';

@Resolver(() => Model)
export class ModelResolver {
  @Access('visible')
  @Query(() => Model, { nullable: true, description: 'A model by id or name.' })
  model(
    @Ctx() context: Context,
    @Arg('id', () => ID, { nullable: true }) id?: string,
    @Arg('name', () => String, { nullable: true }) name?: string,
  ) {
    return viewedModel(context, id ?? name ?? '');
  }

  @Access('visible')
  @Query(() => ModelConnection, {
    nullable: true,
    description: 'Models that the viewer may see; archived ones only when they are asked for.',
  })
  models(
    @Ctx() context: Context,
    @Args(() => ModelListArguments) args: ModelListArguments,
    @Asked(models, modelReads) asked: AskedProperties,
  ) {
    return modelPage(context, { ...args, asked });
  }

  @FieldResolver(() => [PermissionEnum], { description: 'All that the viewer may do with it.' })
  async viewerCan(@Root() model: ModelRow, @Ctx() context: Context) {
    return [...permissionsOn(await viewerReach(context), model)].toSorted();
  }

  @Access('judged')
  @Mutation(() => RegisterModelPayload, { nullable: true, description: 'Enters a model.' })
  registerModel(@Ctx() context: Context, @Arg('input', () => RegisterModelInput) input: RegisterModelInput) {
    return payload(execute(context, registerModel, input), { model: modelById });
  }

  @Access('judged')
  @Mutation(() => UpdateModelPayload, { nullable: true, description: 'Changes what is said of a model.' })
  updateModel(@Ctx() context: Context, @Arg('input', () => UpdateModelInput) input: UpdateModelInput) {
    return payload(execute(context, updateModel, input), { model: modelById });
  }

  @Access('judged')
  @Mutation(() => TagModelPayload, { nullable: true, description: 'Adds and removes tags of a model or version.' })
  tagModel(@Ctx() context: Context, @Arg('input', () => TagModelInput) input: TagModelInput) {
    return payload(execute(context, tagModel, input), { model: modelById, version: versionById });
  }

  @Access('judged')
  @Mutation(() => ArchiveModelPayload, {
    nullable: true,
    description: 'Puts a model away, or brings it back; refused while a version is live.',
  })
  archiveModel(@Ctx() context: Context, @Arg('input', () => ArchiveModelInput) input: ArchiveModelInput) {
    return payload(execute(context, archiveModel, input), { model: modelById });
  }

  @Access('judged')
  @Mutation(() => SetAliasPayload, { nullable: true, description: 'Points an alias at a version, or takes it away.' })
  setAlias(@Ctx() context: Context, @Arg('input', () => SetAliasInput) input: SetAliasInput) {
    return payload(execute(context, setAlias, input), { model: modelById });
  }
  @Access('judged')
  @Mutation(() => RecordValidationPayload, {
    nullable: true,
    description: 'Records that an independent validation took place; needs CHECK_WAIVE.',
  })
  recordValidation(@Ctx() context: Context, @Arg('input', () => RecordValidationInput) input: RecordValidationInput) {
    return payload(execute(context, recordValidation, input), { model: modelById });
  }
}
