import { EntitySchema } from 'typeorm';
import type { FeatureDefinitionRow } from './feature.ts';

const text = { type: 'text' } as const;
const optional = { type: 'text', nullable: true } as const;

export const featureDefinitions = new EntitySchema<FeatureDefinitionRow>({
  name: 'registry_feature_definition',
  schema: 'registry',
  tableName: 'feature_definition',
  columns: {
    id: { ...text, primary: true },
    name: text,
    dtype: text,
    source: optional,
    ownerId: { ...optional, name: 'owner_id' },
    description: optional,
    revision: { type: 'int' },
  },
});
