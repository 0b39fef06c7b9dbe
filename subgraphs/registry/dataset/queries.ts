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
