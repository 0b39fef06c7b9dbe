import { usedQueries } from '../model/used.ts';
import type { DatasetRow } from './dataset.ts';
import { datasets } from './table.ts';

/** Data sets, as versions were trained and measured on them. */
export const datasetQueries = usedQueries<DatasetRow>({
  table: datasets,
  view: 'registry.dataset_model',
  column: 'dataset_id',
});
