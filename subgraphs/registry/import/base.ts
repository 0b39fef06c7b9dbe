import { canonical } from '@handoff/kit/canonical';
import type { ImportBaseRow, SourceTold } from './source.ts';

/** The row of what a record brought for a model or version, for the next import to compare with. */
export function baseRow(subjectId: string, { system, externalId }: SourceTold, base: unknown): ImportBaseRow {
  return { subjectId, system, externalId, base: canonical(base) };
}
