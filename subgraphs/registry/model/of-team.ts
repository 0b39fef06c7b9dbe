import { viewerReach } from '@handoff/kit/access/queries';
import { type Reach, visibleSql } from '@handoff/kit/access/reach';
import type { Context } from '@handoff/kit/context';
import { rows } from '@handoff/kit/database/database';
import { type Batch, type BatchWith, grouped, load, loadWith } from '@handoff/kit/loader';
import { checkFirst, decodeCursor, encodeCursor, type PageArgs, pageOf } from '@handoff/kit/page';
import { PageArguments } from '@handoff/kit/schema/page';
import { Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { type Connection, connectionOver } from '../search/connection.ts';
import { facetsOfTeams } from '../search/of-team.ts';
import { ModelConnection } from '../search/schema.ts';
import { Team } from '../team/schema.ts';
import type { ModelRow } from './model.ts';
import { modelColumns, modelTables } from './queries.ts';

/** What is shown of registry.search as s, which knows team and name of each model and has an index of both. */
function shown(reach: Reach, next: number) {
  const visible = visibleSql(reach, 's', next);
  return { sql: `s.archived_at IS NULL AND ${visible.sql}`, parameters: visible.parameters };
}

const countOf: Batch<string, number> = async (teamIds, context) => {
  const visible = shown(await viewerReach(context), 2);
  const sql = `SELECT s.team_id AS "teamId", count(*)::int AS count FROM registry.search s
    WHERE s.team_id = ANY($1::text[]) AND ${visible.sql} GROUP BY s.team_id`;
  const found = await rows<{ teamId: string; count: number }>(context.db, sql, [teamIds, ...visible.parameters]);
  return new Map(found.map(row => [row.teamId, row.count]));
};

/** A page of each team's models that the viewer may see and nobody has put away, by name. */
const modelsOfTeam: BatchWith<PageArgs, Connection> = async (teamIds, args, context) => {
  const first = checkFirst(args.first);
  const after = decodeCursor(args.after, ['text']);
  const visible = shown(await viewerReach(context), 4);
  const sql = `SELECT x.* FROM unnest($1::text[]) p(id) CROSS JOIN LATERAL (
    SELECT s.id FROM registry.search s
    WHERE s.team_id = p.id AND s.name > $2 AND ${visible.sql} ORDER BY s.name LIMIT $3) f
    JOIN (SELECT ${modelColumns} FROM ${modelTables}) x ON x.id = f.id
    ORDER BY x."teamId", x.name`;
  const found = await rows<ModelRow>(context.db, sql, [teamIds, after?.[0] ?? '', first + 1, ...visible.parameters]);
  const ofTeam = grouped(found, model => model.teamId ?? '');
  return new Map(teamIds.map(id => [id, connection(context, { id, found: ofTeam.get(id) ?? [], first })]));
};

function connection(context: Context, team: { id: string; found: readonly ModelRow[]; first: number }): Connection {
  const position = (model: ModelRow) => [model.name];
  const { nodes, pageInfo } = pageOf(team.found, team.first, { position, count: async () => 0 });
  const edges = () => nodes.map(node => ({ node, cursor: encodeCursor(position(node)), score: null, sought: null }));
  return connectionOver({
    page: async () => ({ nodes, edges, pageInfo }),
    total: async () => (await load(context, countOf, team.id)) ?? 0,
    facets: async () => (await load(context, facetsOfTeams, team.id)) ?? [],
  });
}

@Resolver(() => Team)
export class TeamModelsResolver {
  @FieldResolver(() => ModelConnection, { description: 'Its models that are in use, by name.' })
  models(@Root() team: { id: string }, @Ctx() context: Context, @Args(() => PageArguments) args: PageArguments) {
    return loadWith(context, modelsOfTeam, { key: team.id, args });
  }
}
