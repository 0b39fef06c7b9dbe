import { type Reader, rows } from '../database/database.ts';

/** Somebody who holds a role on a model now: themselves, as a member of a team, or lent by who holds it. */
export interface RoleHolder {
  modelId: string;
  personId: string;
  roleKey: string;
}

// One accepted assignment counts for its assignee, each active member of a team that is it, and who it is lent to.
const heldSql = `
  SELECT DISTINCT m.id AS "modelId", h.person_id AS "personId", a.role_key AS "roleKey"
  FROM access.model m
  JOIN access.assignment a ON a.scope = 'EVERYTHING' OR (a.scope = 'MODEL' AND a.model_id = m.id)
    OR (a.scope = 'TEAM' AND a.team_id = m.team_id)
  CROSS JOIN LATERAL (
    SELECT a.assignee_id AS person_id WHERE a.assignee_id LIKE 'per\\_%'
    UNION SELECT t.person_id FROM access.team_member t WHERE t.team_id = a.assignee_id
    UNION SELECT a.delegated_to_id WHERE a.delegated_until > now()) h
  JOIN access.person p ON p.id = h.person_id AND p.active
  WHERE m.id = ANY($1::text[]) AND a.state = 'ACCEPTED' AND (a.until IS NULL OR a.until > now())`;

/** Who holds these roles on models now; in a command with its transaction. One statement. */
export function roleHolders(
  reader: Reader,
  modelIds: readonly string[],
  roleKeys: readonly string[],
): Promise<RoleHolder[]> {
  const sql = `${heldSql} AND a.role_key = ANY($2::text[]) ORDER BY "modelId", "roleKey", "personId"`;
  return rows(reader, sql, [modelIds, roleKeys]);
}

/** The roles that a person holds on models now. One statement. */
export function rolesHeld(reader: Reader, modelIds: readonly string[], personId: string): Promise<RoleHolder[]> {
  return rows(reader, `${heldSql} AND h.person_id = $2 ORDER BY "modelId", "roleKey"`, [modelIds, personId]);
}

/** Ids of the people who answer for a model now, in any role that must be accepted; in a command with its transaction. One statement. */
export async function answerableFor(reader: Reader, modelId: string): Promise<string[]> {
  const sql = `${heldSql} AND EXISTS (SELECT FROM access.role r WHERE r.key = a.role_key AND r.requires_acceptance)`;
  const found = await rows<RoleHolder>(reader, sql, [[modelId]]);
  return [...new Set(found.map(({ personId }) => personId))];
}
