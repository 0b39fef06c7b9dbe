import { principalById } from '@handoff/kit/access/principal';
import type { Context } from '@handoff/kit/context';
import { load } from '@handoff/kit/loader';
import { Principal } from '@handoff/kit/schema/principal';
import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { datasetQueries } from '../dataset/queries.ts';
import { Dataset } from '../dataset/schema.ts';
import { documentsOfVersion } from '../document/queries.ts';
import { Document } from '../document/schema.ts';
import { definitionQueries } from '../feature/queries.ts';
import { FeatureDefinition } from '../feature/schema.ts';
import { sourceOfVersion } from '../import/source-queries.ts';
import { Source } from '../import/source-schema.ts';
import { modelById } from '../model/queries.ts';
import { Model } from '../model/schema.ts';
import { intervalOf } from './interval.ts';
import {
  artifactsOf,
  assumptionsOf,
  datasetUsesOf,
  evaluationsOf,
  featuresOf,
  labelsOf,
  versionById,
} from './queries.ts';
import { Artifact, Assumption, DatasetUse, Evaluation, Feature, Label, ModelVersion } from './schema.ts';
import type { AssumptionRow, DatasetUseRow, EvaluationRow, FeatureRow, VersionRow } from './version.ts';

@Resolver(() => ModelVersion)
export class VersionPartsResolver {
  @FieldResolver(() => Model, { description: 'What it is a version of.' })
  model(@Root() version: VersionRow, @Ctx() context: Context) {
    return load(context, modelById, version.modelId);
  }

  @FieldResolver(() => [Feature], { description: 'Inputs, in order.' })
  async features(@Root() version: VersionRow, @Ctx() context: Context) {
    return (await load(context, featuresOf, version.id)) ?? [];
  }

  @FieldResolver(() => [Label], { description: 'Outputs or targets, in order.' })
  async labels(@Root() version: VersionRow, @Ctx() context: Context) {
    return (await load(context, labelsOf, version.id)) ?? [];
  }

  @FieldResolver(() => [Assumption], { description: 'What must hold for it to be right.' })
  async assumptions(@Root() version: VersionRow, @Ctx() context: Context) {
    return (await load(context, assumptionsOf, version.id)) ?? [];
  }

  @FieldResolver(() => [DatasetUse], { description: 'What it was trained, validated and tested on.' })
  async trainingData(@Root() version: VersionRow, @Ctx() context: Context) {
    return (await load(context, datasetUsesOf, version.id)) ?? [];
  }

  @FieldResolver(() => [Evaluation], { description: 'How good it is.' })
  async evaluations(@Root() version: VersionRow, @Ctx() context: Context) {
    const found = (await load(context, evaluationsOf, version.id)) ?? [];
    return found.map(figure => ({ ...figure, ...intervalOf(figure) }));
  }

  @FieldResolver(() => [Artifact], { description: 'Its files.' })
  async artifacts(@Root() version: VersionRow, @Ctx() context: Context) {
    return (await load(context, artifactsOf, version.id)) ?? [];
  }

  @FieldResolver(() => [Document], { description: 'Texts about it.' })
  async documents(@Root() version: VersionRow, @Ctx() context: Context) {
    return (await load(context, documentsOfVersion, version.id)) ?? [];
  }

  @FieldResolver(() => ModelVersion, { nullable: true, description: 'What it was trained or fine-tuned from.' })
  parent(@Root() version: VersionRow, @Ctx() context: Context) {
    return version.parentId === null ? null : load(context, versionById, version.parentId);
  }

  @FieldResolver(() => Principal, { nullable: true, description: 'Who trained it, where that is known.' })
  trainedBy(@Root() version: VersionRow, @Ctx() context: Context) {
    return version.trainedById === null ? null : load(context, principalById, version.trainedById);
  }

  @FieldResolver(() => Source, { nullable: true, description: 'Where it was registered from.' })
  source(@Root() version: VersionRow, @Ctx() context: Context) {
    return load(context, sourceOfVersion, version.id);
  }

  @FieldResolver(() => Principal, { description: 'Who registered it.' })
  createdBy(@Root() version: VersionRow, @Ctx() context: Context) {
    return load(context, principalById, version.createdById);
  }
}

@Resolver(() => Feature)
export class FeatureResolver {
  @FieldResolver(() => FeatureDefinition, { nullable: true, description: 'The shared feature it is read from.' })
  definition(@Root() feature: FeatureRow, @Ctx() context: Context) {
    return feature.definitionId === null ? null : load(context, definitionQueries.byId, feature.definitionId);
  }
}

@Resolver(() => DatasetUse)
export class DatasetUseResolver {
  @FieldResolver(() => Dataset, { description: 'The data.' })
  dataset(@Root() use: DatasetUseRow, @Ctx() context: Context) {
    return load(context, datasetQueries.byId, use.datasetId);
  }
}

@Resolver(() => Evaluation)
export class EvaluationResolver {
  @FieldResolver(() => Dataset, { nullable: true, description: 'What it was measured on.' })
  dataset(@Root() evaluation: EvaluationRow, @Ctx() context: Context) {
    return evaluation.datasetId === null ? null : load(context, datasetQueries.byId, evaluation.datasetId);
  }
}

@Resolver(() => Assumption)
export class AssumptionResolver {
  @FieldResolver(() => Principal, { nullable: true, description: 'Who checked it last.' })
  checkedBy(@Root() assumption: AssumptionRow, @Ctx() context: Context) {
    return assumption.checkedById === null ? null : load(context, principalById, assumption.checkedById);
  }
}
