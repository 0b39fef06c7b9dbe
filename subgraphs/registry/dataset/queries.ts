import { rows } from '@handoff/kit/database/database';
import type { Batch } from '@handoff/kit/loader';
import { type Used, usedQueries } from '../model/used.ts';
import { versionsUsing } from '../version/used-by.ts';
import type { DatasetRow } from './dataset.ts';
import { datasets } from './table.ts';

/** Where data sets stand, and which models use them. */
export const usedDatasets: Used = { table: datasets, view: 'registry.dataset_model', column: 'dataset_id' };

/** Data sets, as versions were trained and measured on them. */
export const datasetQueries = usedQueries<DatasetRow>(usedDatasets);

/** The versions that were trained, validated, tested or measured on a data set. */
export const versionsOn = versionsUsing(`SELECT u.version_id FROM registry.dataset_use u WHERE u.dataset_id = p.id
  UNION SELECT e.version_id FROM registry.evaluation e WHERE e.dataset_id = p.id`);

/**
 * Names of data sets by id. A batch of its own: whoever reads the names of some and the whole of others in parallel
 * sends two statements, whichever answer comes first.
 */
export const datasetName: Batch<string, string> = async (ids, { db }) => {
  const found = await rows<{ id: string; name: string }>(
    db,
    'SELECT id, name FROM registry.dataset WHERE id = ANY($1::text[])',
    [ids],
  );
  return new Map(found.map(({ id, name }) => [id, name]));
};
