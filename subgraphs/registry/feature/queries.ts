import { usedQueries } from '../model/used.ts';
import type { FeatureDefinitionRow } from './feature.ts';
import { featureDefinitions } from './table.ts';

/** Shared features, as the features of versions are read from them. */
export const definitionQueries = usedQueries<FeatureDefinitionRow>({
  table: featureDefinitions,
  view: 'registry.feature_definition_model',
  column: 'definition_id',
});
