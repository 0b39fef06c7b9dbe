import { type Reader, rows } from '../database/database.ts';

/** Somebody who holds a role on a model now: themselves, as a member of a team, or lent by who holds it. */
export interface RoleHolder {
  personId: string;
  roleKey: string;
}

// One accepted assignment counts for its assignee, each active member of a team that is it, and who it is lent to.
const heldSql = `
  SELECT DISTINCT h.person_id AS "personId", a.role_key AS "roleKey"
  FROM access.assignment a JOIN access.role r ON r.key = a.role_key
  JOIN access.model m ON m.id = $1
  CROSS JOIN LATERAL (
    SELECT a.assignee_id AS person_id WHERE a.assignee_id LIKE 'per\\_%'
    UNION SELECT t.person_id FROM access.team_member t WHERE t.team_id = a.assignee_id
    UNION SELECT a.delegated_to_id WHERE a.delegated_until > now()) h
  JOIN access.person p ON p.id = h.person_id AND p.active
  WHERE a.state = 'ACCEPTED' AND (a.until IS NULL OR a.until > now())
    AND (a.scope = 'EVERYTHING' OR (a.scope = 'MODEL' AND a.model_id = m.id)
      OR (a.scope = 'TEAM' AND a.team_id = m.team_id))`;

/** Who holds these roles on a model now, by role and person; in a command with its transaction. */
export function roleHolders(reader: Reader, modelId: string, roleKeys: readonly string[]): Promise<RoleHolder[]> {
  const sql = `${heldSql} AND a.role_key = ANY($2::text[]) ORDER BY "roleKey", "personId"`;
  return rows(reader, sql, [modelId, roleKeys]);
}

/** The keys of the roles that a person holds on a model now. */
export async function rolesHeld(reader: Reader, modelId: string, personId: string): Promise<string[]> {
  const found = await rows<RoleHolder>(reader, `${heldSql} AND h.person_id = $2 ORDER BY "roleKey"`, [
    modelId,
    personId,
  ]);
  return found.map(({ roleKey }) => roleKey);
}
