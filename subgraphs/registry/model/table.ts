import { ofId, type Reads } from '@handoff/kit/database/asked';
import { EntitySchema } from 'typeorm';
import type { AliasRow, StoredModel } from './model.ts';

const text = { type: 'text' } as const;
const optional = { type: 'text', nullable: true } as const;
const time = (name: string, nullable = false) =>
  ({ type: 'timestamp with time zone', precision: 3, name, nullable }) as const;

export const models = new EntitySchema<StoredModel>({
  name: 'registry_model',
  schema: 'registry',
  tableName: 'model',
  columns: {
    id: { ...text, primary: true },
    name: text,
    title: text,
    description: optional,
    purpose: optional,
    objectives: { type: 'jsonb' },
    task: text,
    riskTier: { ...text, name: 'risk_tier' },
    tags: { type: 'text', array: true },
    limitations: optional,
    lastValidatedAt: time('last_validated_at', true),
    validationDueAt: time('validation_due_at', true),
    revision: { type: 'int' },
    createdAt: time('created_at'),
    updatedAt: time('updated_at'),
    archivedAt: time('archived_at', true),
  },
});

/** What fields of a model that are no columns read of its row: those of other subgraphs know it by its id. */
export const modelReads: Reads = {
  ...ofId('assignments', 'owner', 'unowned', 'history', 'aliases', 'versions', 'version', 'latestVersion', 'documents'),
  ...ofId('sources', 'experiments', 'hostingDecisions', 'requirements', 'promotions', 'live', 'deployments'),
  ...ofId('divergences', 'advice', 'health', 'alerts', 'cost', 'monitors'),
};

export const aliases = new EntitySchema<AliasRow>({
  name: 'registry_alias',
  schema: 'registry',
  tableName: 'alias',
  columns: {
    modelId: { ...text, name: 'model_id', primary: true },
    name: { ...text, primary: true },
    versionId: { ...text, name: 'version_id' },
    setById: { ...text, name: 'set_by_id' },
    setAt: time('set_at'),
  },
});
