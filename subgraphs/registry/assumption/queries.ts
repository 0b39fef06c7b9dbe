import { viewerReach } from '@handoff/kit/access/queries';
import { visibleSql } from '@handoff/kit/access/reach';
import { columns } from '@handoff/kit/database/columns';
import { firstRow, type Reader, rows } from '@handoff/kit/database/database';
import { storable } from '@handoff/kit/database/text';
import { type Batch, keyed } from '@handoff/kit/loader';
import { assumptions } from '../version/table.ts';
import type { AssumptionRow } from '../version/version.ts';

/** An assumption with the version and model it belongs to. */
export interface PlacedAssumption extends AssumptionRow {
  modelId: string;
  /** The version's number. */
  version: string;
}

const select = `SELECT ${columns(assumptions, 's')}, v.model_id AS "modelId", v.version
  FROM registry.assumption s JOIN registry.version v ON v.id = s.version_id`;

/** An assumption by its id, or null; the caller judges its model. */
export function findAssumption(reader: Reader, id: string): Promise<PlacedAssumption | null> {
  return firstRow(reader, `${select} WHERE s.id = $1`, [storable(id)]);
}

/** Assumptions by id; those of models that the viewer may not see are left out. */
export const assumptionById: Batch<string, PlacedAssumption> = async (ids, context) => {
  const visible = visibleSql(await viewerReach(context), 'a', 2);
  const sql = `${select} JOIN access.model a ON a.id = v.model_id WHERE s.id = ANY($1::text[]) AND ${visible.sql}`;
  return keyed(
    await rows<PlacedAssumption>(context.db, sql, [ids.map(storable), ...visible.parameters]),
    row => row.id,
  );
};
