import type { Batch } from '@handoff/kit/loader';
import { measuredVersion } from './metric/queries.ts';
import { referenceOfVersion } from './reference/queries.ts';

/** Versions of which monitoring knows anything that the viewer may see: what was observed, or a training profile. */
export const knownVersion: Batch<string, { id: string }> = async (ids, context) => {
  const profiled = [...(await referenceOfVersion(ids, context)).keys()].map(id => [id, { id }] as const);
  return new Map([...profiled, ...(await measuredVersion(ids, context))]);
};
