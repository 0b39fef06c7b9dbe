import { viewerReach } from '@handoff/kit/access/queries';
import { visibleSql } from '@handoff/kit/access/reach';
import { type RoleHolder, roleHolders } from '@handoff/kit/access/roles';
import type { Context } from '@handoff/kit/context';
import { columns } from '@handoff/kit/database/columns';
import { countRows, rows } from '@handoff/kit/database/database';
import { storable } from '@handoff/kit/database/text';
import { type Batch, type BatchWith, grouped, keyed, load, loadWith } from '@handoff/kit/loader';
import { checkFirst, decodeCursor, type Page, type PageArgs, pageOf } from '@handoff/kit/page';
import type { PromotionState } from './promotion.ts';
import { type ApprovalRow, approvals, type PromotionRow, promotions } from './table.ts';

const selected = columns(promotions, 'p');
const visibleTables = 'deployment.promotion p JOIN access.model m ON m.id = p.model_id';

/** Promotions by id; those of models that the viewer may not see are left out. */
export const promotionById: Batch<string, PromotionRow> = async (ids, context) => {
  const may = visibleSql(await viewerReach(context), 'm', 2);
  const sql = `SELECT ${selected} FROM ${visibleTables} WHERE p.id = ANY($1::text[]) AND ${may.sql}`;
  return keyed(await rows<PromotionRow>(context.db, sql, [ids.map(storable), ...may.parameters]), row => row.id);
};

/** What was decided of promotions, oldest first. */
export const approvalsOf: Batch<string, ApprovalRow[]> = async (ids, context) => {
  const sql = `SELECT ${columns(approvals, 'a')} FROM deployment.approval a
    WHERE a.promotion_id = ANY($1::text[]) ORDER BY a.at, a.id`;
  return grouped(await rows<ApprovalRow>(context.db, sql, [ids]), row => row.promotionId);
};

/** The promotions of versions, newest first, within what the viewer may see. */
export const promotionsOfVersion: Batch<string, PromotionRow[]> = async (ids, context) => {
  const may = visibleSql(await viewerReach(context), 'm', 2);
  const sql = `SELECT ${selected} FROM ${visibleTables} WHERE p.version_id = ANY($1::text[]) AND ${may.sql}
    ORDER BY p.id DESC`;
  return grouped(await rows<PromotionRow>(context.db, sql, [ids, ...may.parameters]), row => row.versionId);
};

export interface PromotionFilter {
  states: readonly PromotionState[] | null;
  environmentId: string | null;
}

/** Promotions over all models that the viewer may see, newest first. */
export async function promotionPage(
  context: Context,
  filter: PromotionFilter,
  args: PageArgs,
): Promise<Page<PromotionRow>> {
  const may = visibleSql(await viewerReach(context), 'm', 3);
  const where = `($1::text[] IS NULL OR p.state = ANY($1)) AND ($2::text IS NULL OR p.environment_id = $2) AND ${may.sql}`;
  return page(context, { where, parameters: [filter.states, filter.environmentId, ...may.parameters] }, args);
}

interface Where {
  where: string;
  parameters: unknown[];
}

async function page(context: Context, { where, parameters }: Where, args: PageArgs): Promise<Page<PromotionRow>> {
  const first = checkFirst(args.first);
  const [after = null] = decodeCursor(args.after, ['text']) ?? [];
  const next = parameters.length + 1;
  const found = await rows<PromotionRow>(
    context.db,
    `SELECT ${selected} FROM ${visibleTables} WHERE ${where} AND ($${next}::text IS NULL OR p.id < $${next})
     ORDER BY p.id DESC LIMIT $${next + 1}`,
    [...parameters, after, first + 1],
  );
  const count = () => countRows(context.db, `FROM ${visibleTables} WHERE ${where}`, parameters);
  return pageOf(found, first, { position: row => [row.id], count });
}

// The same decision as policy.ts makes of one promotion, as SQL over all of them: a role of theirs is missing, they did
// not approve yet, and four eyes do not bar them.
const canDecide = `p.state = 'PENDING'
  AND NOT ((p.policy->>'fourEyes')::boolean AND q.id = ANY(p.involved_ids))
  AND NOT EXISTS (SELECT FROM deployment.approval a WHERE a.promotion_id = p.id AND a.person_id = q.id
    AND a.decision = 'APPROVE' AND a.evidence_digest = p.evidence_digest)
  AND EXISTS (
    SELECT FROM jsonb_to_recordset(p.policy->'approvals') AS r(role text, count int)
    JOIN access.role k ON k.key = r.role AND 'PROMOTION_APPROVE' = ANY(k.permissions)
    WHERE r.count > (SELECT count(*) FROM deployment.approval a WHERE a.promotion_id = p.id AND a.role = r.role
        AND a.decision = 'APPROVE' AND a.evidence_digest = p.evidence_digest)
      AND EXISTS (
        SELECT FROM access.assignment s JOIN access.person h ON h.id = q.id AND h.active
        WHERE s.role_key = r.role AND s.state = 'ACCEPTED' AND (s.until IS NULL OR s.until > now())
          AND (s.scope = 'EVERYTHING' OR (s.scope = 'MODEL' AND s.model_id = p.model_id)
            OR (s.scope = 'TEAM' AND s.team_id = m.team_id))
          AND (s.assignee_id = q.id OR (s.delegated_to_id = q.id AND s.delegated_until > now())
            OR s.assignee_id IN (SELECT t.team_id FROM access.team_member t WHERE t.person_id = q.id))))`;

const notOver = `'REQUESTED', 'BLOCKED', 'PENDING', 'APPROVED', 'ROLLING_OUT'`;
/** They asked for it, and it is not over. */
const askedFor = `p.requested_by_id = q.id AND p.state IN (${notOver})`;

/** Pages of promotions that have to do with each person (q), newest first, within what the viewer may see. */
function pagesOfPersons(which: string, counts: Batch<string, number>): BatchWith<PageArgs, Page<PromotionRow>> {
  return async (personIds, args, context) => {
    const first = checkFirst(args.first);
    const [after = null] = decodeCursor(args.after, ['text']) ?? [];
    const may = visibleSql(await viewerReach(context), 'm', 4);
    const sql = `SELECT q.id AS "personId", d.* FROM unnest($1::text[]) q(id) CROSS JOIN LATERAL (
      SELECT ${selected} FROM ${visibleTables} WHERE ${which} AND ${may.sql} AND ($2::text IS NULL OR p.id < $2)
      ORDER BY p.id DESC LIMIT $3) d ORDER BY d.id DESC`;
    const given = [personIds, after, first + 1, ...may.parameters];
    const found = grouped(await rows<PromotionRow & { personId: string }>(context.db, sql, given), row => row.personId);
    const count = async (id: string) => (await load(context, counts, id)) ?? 0;
    return new Map(
      personIds.map(id => [
        id,
        pageOf(found.get(id) ?? [], first, { position: row => [row.id], count: () => count(id) }),
      ]),
    );
  };
}

function countsOfPersons(which: string): Batch<string, number> {
  return async (personIds, context) => {
    const may = visibleSql(await viewerReach(context), 'm', 2);
    const sql = `SELECT q.id, d.count FROM unnest($1::text[]) q(id) CROSS JOIN LATERAL (
    SELECT count(*)::int AS count FROM ${visibleTables} WHERE ${which} AND ${may.sql}) d`;
    const found = await rows<{ id: string; count: number }>(context.db, sql, [personIds, ...may.parameters]);
    return new Map(found.map(row => [row.id, row.count]));
  };
}

/** The promotions that each person can decide now. */
export const decisionsOf = pagesOfPersons(canDecide, countsOfPersons(canDecide));

/** The promotions that each person asked for and that are not over. */
export const requestsOf = pagesOfPersons(askedFor, countsOfPersons(askedFor));

export interface ModelPromotionArguments extends PageArgs {
  states: readonly PromotionState[] | null;
}

/** A page of each model's promotions, newest first. The caller has judged the models. */
export const promotionsOfModel: BatchWith<ModelPromotionArguments, Page<PromotionRow>> = async (ids, args, context) => {
  const first = checkFirst(args.first);
  const [after = null] = decodeCursor(args.after, ['text']) ?? [];
  const sql = `SELECT ${selected} FROM unnest($1::text[]) q(id) CROSS JOIN LATERAL (
      SELECT * FROM deployment.promotion p WHERE p.model_id = q.id AND ($2::text[] IS NULL OR p.state = ANY($2))
        AND ($3::text IS NULL OR p.id < $3)
      ORDER BY p.id DESC LIMIT $4) p ORDER BY p.model_id, p.id DESC`;
  const found = await rows<PromotionRow>(context.db, sql, [ids, args.states, after, first + 1]);
  const ofModel = grouped(found, row => row.modelId);
  const count = async (key: string) => (await loadWith(context, countOfModel, { key, args: args.states })) ?? 0;
  return new Map(
    ids.map(id => [id, pageOf(ofModel.get(id) ?? [], first, { position: row => [row.id], count: () => count(id) })]),
  );
};

const countOfModel: BatchWith<readonly PromotionState[] | null, number> = async (ids, states, context) => {
  const sql = `SELECT model_id AS id, count(*)::int AS count FROM deployment.promotion
    WHERE model_id = ANY($1::text[]) AND ($2::text[] IS NULL OR state = ANY($2)) GROUP BY model_id`;
  const found = await rows<{ id: string; count: number }>(context.db, sql, [ids, states]);
  return new Map(found.map(row => [row.id, row.count]));
};

/** Who holds any of the roles that promotions ask for, by model: all models of a request in one statement. */
export const approverHolders: Batch<string, RoleHolder[]> = async (modelIds, context) => {
  const sql = `SELECT key FROM access.role WHERE 'PROMOTION_APPROVE' = ANY(permissions) ORDER BY key`;
  const keys = (await rows<{ key: string }>(context.db, sql)).map(({ key }) => key);
  return grouped(await roleHolders(context.db, modelIds, keys), ({ modelId }) => modelId);
};

/** The decisions of one promotion, oldest first. */
export async function decisionsGiven(context: Context, promotionId: string): Promise<ApprovalRow[]> {
  return (await load(context, approvalsOf, promotionId)) ?? [];
}
