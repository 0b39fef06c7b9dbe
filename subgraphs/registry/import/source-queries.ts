import { columns } from '@handoff/kit/database/columns';
import { rows } from '@handoff/kit/database/database';
import { type Batch, grouped, keyed } from '@handoff/kit/loader';
import type { SourceRow } from './source.ts';
import { sources } from './table.ts';

const selected = columns(sources, 's').replace('s.commit', 's."commit"');

/** Where models were brought in from. The caller has judged the models. */
export const sourcesOfModel: Batch<string, SourceRow[]> = async (modelIds, context) => {
  const sql = `SELECT ${selected} FROM registry.source s
    WHERE s.model_id = ANY($1::text[]) AND s.kind = 'MODEL' ORDER BY s.system, s.external_id`;
  return grouped(await rows<SourceRow>(context.db, sql, [modelIds]), source => source.modelId);
};

/** Where versions were registered from. The caller has judged the versions. */
export const sourceOfVersion: Batch<string, SourceRow> = async (versionIds, context) => {
  const sql = `SELECT ${selected} FROM registry.source s WHERE s.version_id = ANY($1::text[])`;
  return keyed(await rows<SourceRow>(context.db, sql, [versionIds]), source => source.versionId ?? '');
};
