import { EntitySchema } from 'typeorm';
import type { Upstream } from './upstream.ts';

const text = { type: 'text' } as const;

export const upstreams = new EntitySchema<Upstream>({
  name: 'upstream',
  schema: 'monitoring',
  columns: {
    modelId: { ...text, name: 'model_id', primary: true },
    feature: { ...text, primary: true },
    definitionId: { ...text, name: 'definition_id', primary: true },
    definition: text,
  },
});
