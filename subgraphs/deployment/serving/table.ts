import { EntitySchema } from 'typeorm';
import type { Observation } from './serving.ts';

const text = { type: 'text' } as const;
const optional = { type: 'text', nullable: true } as const;

export const observations = new EntitySchema<Observation>({
  name: 'observation',
  tableName: 'serving',
  schema: 'deployment',
  columns: {
    modelId: { ...text, name: 'model_id', primary: true },
    environmentId: { ...text, name: 'environment_id', primary: true },
    targetId: { ...optional, name: 'target_id' },
    version: { ...text, primary: true },
    versionId: { ...optional, name: 'version_id' },
    runs: { type: 'boolean' },
    trafficPercent: { type: 'float8', nullable: true, name: 'traffic_percent' },
    at: { type: 'timestamptz', precision: 3 },
  },
});
