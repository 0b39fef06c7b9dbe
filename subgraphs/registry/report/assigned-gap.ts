import { viewerReach } from '@handoff/kit/access/queries';
import { visibleSql } from '@handoff/kit/access/reach';
import type { Context } from '@handoff/kit/context';
import { rows } from '@handoff/kit/database/database';
import type { Batch } from '@handoff/kit/loader';

/** Somebody was asked to fill a gap: told by the one event that it is. */
export interface AssignedGap {
  /** gap_… */
  id: string;
  modelId: string;
  /** Key of the point that is missing. */
  point: string;
  /** A person or team. */
  toId: string;
  byId: string | null;
  at: Date;
  dueAt: Date | null;
  note: string | null;
}

interface Told {
  id: string;
  modelId: string;
  byId: string | null;
  at: Date;
  detail: { point: string; toId: string; dueAt: string | null; note: string | null };
}

const columns = 'e.subject_id AS id, e.model_id AS "modelId", e.actor_id AS "byId", e.at, e.detail';
const from = `event.entry e JOIN access.model m ON m.id = e.model_id`;
const asked = `e.action = 'gap.assigned' AND NOT e.refused`;

function readTold({ detail, ...event }: Told): AssignedGap {
  const { point, toId, dueAt, note } = detail;
  return { ...event, point, toId, note, dueAt: dueAt === null ? null : new Date(dueAt) };
}

/** Assigned gaps by id; those of models that the viewer may not see are left out. */
export const assignedGapById: Batch<string, AssignedGap> = async (ids, context) => {
  const visible = visibleSql(await viewerReach(context), 'm', 2);
  const sql = `SELECT ${columns} FROM ${from} WHERE e.subject_id = ANY($1::text[]) AND ${asked} AND ${visible.sql}`;
  const found = await rows<Told>(context.db, sql, [ids, ...visible.parameters]);
  return new Map(found.map(told => [told.id, readTold(told)]));
};

/** Who was asked last to fill each gap of models that the viewer may see, by `<id of the model>:<key>`. One statement. */
export async function lastAsked(context: Context, modelIds: readonly string[]): Promise<Map<string, AssignedGap>> {
  const visible = visibleSql(await viewerReach(context), 'm', 2);
  const sql = `SELECT DISTINCT ON (e.model_id, e.detail->>'point') ${columns} FROM ${from}
    WHERE e.model_id = ANY($1::text[]) AND ${asked} AND ${visible.sql}
    ORDER BY e.model_id, e.detail->>'point', e.at DESC, e.id DESC`;
  const found = (await rows<Told>(context.db, sql, [modelIds, ...visible.parameters])).map(readTold);
  return new Map(found.map(gap => [gapKey(gap.modelId, gap.point), gap]));
}

/** What a gap is found by. */
export function gapKey(modelId: string, point: string): string {
  return `${modelId}:${point}`;
}
