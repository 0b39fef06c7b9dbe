import { viewerReach } from '@handoff/kit/access/queries';
import { type Reach, visibleSql } from '@handoff/kit/access/reach';
import type { Context } from '@handoff/kit/context';
import { columns } from '@handoff/kit/database/columns';
import { firstRow, rows } from '@handoff/kit/database/database';
import { storable } from '@handoff/kit/database/text';
import { type Batch, keyed } from '@handoff/kit/loader';
import { checkFirst, decodeCursor, type Page, type PageArgs, pageOf } from '@handoff/kit/page';
import { likeText } from '../model/search.ts';
import type { FeatureDefinitionRow } from './feature.ts';
import { featureDefinitions } from './table.ts';

const selected = columns(featureDefinitions, 'd');

/** One that only models use which the viewer may not see is not shown: its name could tell of them. */
function shown(reach: Reach, next: number) {
  if (reach.seesAll) return { sql: 'true', parameters: [] };
  const visible = visibleSql(reach, 'a', next);
  const sql = `(NOT EXISTS (SELECT FROM registry.feature_definition_model x WHERE x.definition_id = d.id) OR EXISTS (
    SELECT FROM registry.feature_definition_model x JOIN access.model a ON a.id = x.model_id
    WHERE x.definition_id = d.id AND ${visible.sql}))`;
  return { sql, parameters: visible.parameters };
}

/** Shared features by id, as versions point at them. The caller has judged the versions. */
export const definitionById: Batch<string, FeatureDefinitionRow> = async (ids, context) => {
  const sql = `SELECT ${selected} FROM registry.feature_definition d WHERE d.id = ANY($1::text[])`;
  return keyed(await rows<FeatureDefinitionRow>(context.db, sql, [ids]), definition => definition.id);
};

/** Shared features by id, for whoever may see one of the models that use them. */
export const shownDefinitionById: Batch<string, FeatureDefinitionRow> = async (ids, context) => {
  const visible = shown(await viewerReach(context), 2);
  const sql = `SELECT ${selected} FROM registry.feature_definition d WHERE d.id = ANY($1::text[]) AND ${visible.sql}`;
  return keyed(
    await rows<FeatureDefinitionRow>(context.db, sql, [ids.map(storable), ...visible.parameters]),
    definition => definition.id,
  );
};

/** A shared feature by id or name; null when there is none that the viewer may see. */
export async function viewedDefinition(context: Context, reference: string): Promise<FeatureDefinitionRow | null> {
  const visible = shown(await viewerReach(context), 2);
  const sql = `SELECT ${selected} FROM registry.feature_definition d
    WHERE (d.id = $1 OR d.name = $1) AND ${visible.sql}`;
  return firstRow(context.db, sql, [storable(reference), ...visible.parameters]);
}

/** Shared features by name, those with a text in their name or description when one is searched for. */
export async function definitionPage(
  context: Context,
  args: PageArgs & { search?: string | null },
): Promise<Page<FeatureDefinitionRow>> {
  const first = checkFirst(args.first);
  const after = decodeCursor(args.after, ['text']);
  const reach = await viewerReach(context);
  const from = (visible: string) => `FROM registry.feature_definition d
    WHERE ($1::text IS NULL OR d.name ILIKE $1 OR d.description ILIKE $1) AND ${visible}`;
  const like = likeText(args.search);
  const paged = shown(reach, 4);
  const sql = `SELECT ${selected} ${from(paged.sql)} AND ($2::text IS NULL OR d.name > $2)
    ORDER BY d.name LIMIT $3`;
  const found = await rows<FeatureDefinitionRow>(context.db, sql, [
    like,
    ...(after ?? [null]),
    first + 1,
    ...paged.parameters,
  ]);
  const count = async () => {
    const all = shown(reach, 2);
    const counted = `SELECT count(*)::int AS count ${from(all.sql)}`;
    return (await firstRow<{ count: number }>(context.db, counted, [like, ...all.parameters]))?.count ?? 0;
  };
  return pageOf(found, first, { position: definition => [definition.name], count });
}
