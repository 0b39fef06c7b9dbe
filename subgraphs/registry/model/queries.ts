import { knownModels, viewerReach } from '@handoff/kit/access/queries';
import { type Reach, visibleSql } from '@handoff/kit/access/reach';
import type { Context } from '@handoff/kit/context';
import type { AskedProperties } from '@handoff/kit/database/asked';
import { columns } from '@handoff/kit/database/columns';
import { firstRow, type Reader, rows, type Tx } from '@handoff/kit/database/database';
import { storable } from '@handoff/kit/database/text';
import { type Batch, grouped, keyed } from '@handoff/kit/loader';
import type { AliasRow, ModelRow } from './model.ts';
import { aliases, models } from './table.ts';

/** The columns of a ModelRow, over registry.model as m and access.model as a. */
export const modelColumns = `${columns(models, 'm')}, a.team_id AS "teamId", a.visibility AS "visibility"`;

/** The same with some of the columns only: id, name and these properties. null: all. */
export function modelColumnsFor(asked: AskedProperties): string {
  if (asked === null) return modelColumns;
  return `${columns(models, 'm', ['id', 'name', ...asked])}, a.team_id AS "teamId", a.visibility AS "visibility"`;
}

/** What modelColumns is selected from. */
export const modelTables = 'registry.model m JOIN access.model a ON a.id = m.id';

function batchBy(column: 'id' | 'name'): Batch<string, ModelRow> {
  return async (keys, context) => {
    const visible = visibleSql(await viewerReach(context), 'a', 2);
    const sql = `SELECT ${modelColumns} FROM ${modelTables} WHERE m.${column} = ANY($1::text[]) AND ${visible.sql}`;
    const found = await rows<ModelRow>(context.db, sql, [keys.map(storable), ...visible.parameters]);
    return keyed(knownModels(context, found), model => model[column]);
  };
}

/** Models by id; those that the viewer may not see are left out. */
export const modelById: Batch<string, ModelRow> = batchBy('id');

/** Models by name; those that the viewer may not see are left out. */
export const modelByName: Batch<string, ModelRow> = batchBy('name');

/** A model by id or name, or null when there is none within this reach. For reads and for commands alike. */
function findModel(reader: Reader, reach: Reach, reference: string): Promise<ModelRow | null> {
  return firstRow(reader, oneModel(reach).sql, [storable(reference), ...oneModel(reach).parameters]);
}

/** Like findModel, and locks the model until the transaction ends: whoever changes it waits. */
export function lockModel(tx: Tx, reach: Reach, reference: string): Promise<ModelRow | null> {
  const { sql, parameters } = oneModel(reach);
  return firstRow(tx, `${sql} FOR UPDATE`, [storable(reference), ...parameters]);
}

function oneModel(reach: Reach) {
  const visible = visibleSql(reach, 'a', 2);
  const sql = `SELECT ${modelColumns} FROM ${modelTables} WHERE (m.id = $1 OR m.name = $1) AND ${visible.sql}`;
  return { sql, parameters: visible.parameters };
}

/** A model by id or name for the viewer of a request, or null. */
export async function viewedModel(context: Context, reference: string): Promise<ModelRow | null> {
  return findModel(context.db, await viewerReach(context), reference);
}

/** The aliases of models, by name. The caller has judged the models. */
export const aliasesOfModel: Batch<string, AliasRow[]> = async (modelIds, context) => {
  const sql = `SELECT ${columns(aliases, 'l')} FROM registry.alias l
    WHERE l.model_id = ANY($1::text[]) ORDER BY l.model_id, l.name`;
  return grouped(await rows<AliasRow>(context.db, sql, [modelIds]), alias => alias.modelId);
};
