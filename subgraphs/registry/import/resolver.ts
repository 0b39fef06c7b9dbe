import { Access } from '@handoff/kit/access/rule';
import type { Context } from '@handoff/kit/context';
import { load } from '@handoff/kit/loader';
import { shownProblem } from '@handoff/kit/payload';
import { ProblemType } from '@handoff/kit/schema/problem';
import { Arg, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import { modelById } from '../model/queries.ts';
import { Model } from '../model/schema.ts';
import { versionById } from '../version/queries.ts';
import { ModelVersion } from '../version/schema.ts';
import { importModels } from './import-models.ts';
import type { ImportResult as Result } from './outcome.ts';
import { ImportModelsInput, ImportModelsPayload, ImportResult } from './schema.ts';

@Resolver(() => ImportResult)
export class ImportResolver {
  @Access('judged')
  @Mutation(() => ImportModelsPayload, {
    nullable: true,
    description: 'Brings models in from elsewhere. The same record twice changes nothing; each has its own outcome.',
  })
  importModels(@Ctx() context: Context, @Arg('input', () => ImportModelsInput) input: ImportModelsInput) {
    return importModels(context, input);
  }

  @FieldResolver(() => Model, { nullable: true, description: 'As it stands now; null when it was refused.' })
  model(@Root() result: Result, @Ctx() context: Context) {
    return result.modelId === null ? null : load(context, modelById, result.modelId);
  }

  @FieldResolver(() => ModelVersion, { nullable: true, description: 'As it stands now; null on a record.' })
  version(@Root() result: Result, @Ctx() context: Context) {
    return result.versionId === null ? null : load(context, versionById, result.versionId);
  }

  @FieldResolver(() => ProblemType, { nullable: true, description: 'Why it was refused.' })
  problem(@Root() result: Result) {
    return shownProblem(result.problem);
  }
}
