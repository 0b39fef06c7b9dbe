import { ownsSql } from '@handoff/kit/access/owner';
import type { AssignmentScope, AssignmentState } from '@handoff/kit/access/table';
import { firstRow, type Reader, rows } from '@handoff/kit/database/database';

/** The name of an active person, a team or a service account; null when there is none of this id. */
export async function nameOf(reader: Reader, principalId: string): Promise<string | null> {
  const found = await firstRow<{ name: string }>(
    reader,
    `SELECT name FROM access.person WHERE id = $1 AND active
     UNION ALL SELECT title FROM access.team WHERE id = $1 AND dissolved_at IS NULL
     UNION ALL SELECT name FROM access.service_account WHERE id = $1`,
    [principalId],
  );
  return found?.name ?? null;
}

export interface SameAssignment {
  roleKey: string;
  assigneeId: string;
  place: { scope: AssignmentScope; modelId: string | null; teamId: string | null };
}

/** The state of an open assignment of the same role to the same assignee for the same thing, or null. */
export async function openAlready(reader: Reader, same: SameAssignment): Promise<AssignmentState | null> {
  const found = await firstRow<{ state: AssignmentState }>(
    reader,
    `SELECT state FROM access.assignment WHERE role_key = $1 AND assignee_id = $2 AND scope = $3
       AND model_id IS NOT DISTINCT FROM $4 AND team_id IS NOT DISTINCT FROM $5 AND state IN ('PROPOSED', 'ACCEPTED')`,
    [same.roleKey, same.assigneeId, same.place.scope, same.place.modelId, same.place.teamId],
  );
  return found?.state ?? null;
}

/** Those of models that have an accepted owner, their own or their team's. */
export async function owned(reader: Reader, modelIds: readonly string[]): Promise<Set<string>> {
  const found = await rows<{ id: string }>(
    reader,
    `SELECT m.id FROM access.model m WHERE m.id = ANY($1::text[]) AND EXISTS (SELECT FROM access.assignment a
       WHERE ${ownsSql('a', 'm')})`,
    [modelIds],
  );
  return new Set(found.map(({ id }) => id));
}

/** By model, the ids of those who are asked to be owner of it, or are. */
export async function openOwners(reader: Reader, modelIds: readonly string[]): Promise<Map<string, Set<string>>> {
  const found = await rows<{ modelId: string; assigneeIds: string[] }>(
    reader,
    `SELECT model_id AS "modelId", array_agg(assignee_id) AS "assigneeIds" FROM access.assignment
     WHERE model_id = ANY($1::text[]) AND role_key = 'owner' AND scope = 'MODEL' AND state IN ('PROPOSED', 'ACCEPTED')
     GROUP BY model_id`,
    [modelIds],
  );
  return new Map(found.map(({ modelId, assigneeIds }) => [modelId, new Set(assigneeIds)]));
}

/** The state of an assignment, or null when there is none of this id. */
export async function assignmentState(reader: Reader, id: string): Promise<AssignmentState | null> {
  const found = await firstRow<{ state: AssignmentState }>(
    reader,
    'SELECT state FROM access.assignment WHERE id = $1',
    [id],
  );
  return found?.state ?? null;
}
