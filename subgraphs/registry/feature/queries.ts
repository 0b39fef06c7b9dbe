import { columns } from '@handoff/kit/database/columns';
import { rows } from '@handoff/kit/database/database';
import { type Batch, grouped } from '@handoff/kit/loader';
import { type Used, usedQueries } from '../model/used.ts';
import { versionsUsing } from '../version/used-by.ts';
import { type AvailabilityRow, availabilities } from './availability.ts';
import type { FeatureDefinitionRow } from './feature.ts';
import { featureDefinitions } from './table.ts';

/** Where shared features stand, and which models use them. */
export const usedDefinitions: Used = {
  table: featureDefinitions,
  view: 'registry.feature_definition_model',
  column: 'definition_id',
};

/** Shared features, as the features of versions are read from them. */
export const definitionQueries = usedQueries<FeatureDefinitionRow>(usedDefinitions);

/** The versions that read a shared feature. */
export const versionsReading = versionsUsing(
  'SELECT f.version_id FROM registry.feature f WHERE f.definition_id = p.id',
);

/** Where production can read features, by their names; each by environment. */
export const availabilityOf: Batch<string, AvailabilityRow[]> = async (names, context) => {
  const sql = `SELECT ${columns(availabilities, 'b')} FROM registry.availability b
    WHERE b.name = ANY($1::text[]) ORDER BY b.name, b.environment`;
  return grouped(await rows<AvailabilityRow>(context.db, sql, [names]), row => row.name);
};
