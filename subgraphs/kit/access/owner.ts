/**
 * Whether an assignment makes somebody the owner of a model now: accepted, of the model or of its team's models, and not
 * over. A role held for everything makes nobody the owner of each model. a, m: the aliases of both in the statement.
 */
export function ownsSql(a: string, m: string): string {
  return `(${a}.model_id = ${m}.id OR ${a}.team_id = ${m}.team_id) AND ${a}.role_key = 'owner' AND ${a}.state = 'ACCEPTED'
    AND (${a}.until IS NULL OR ${a}.until > now())`;
}

/** Whether who holds an assignment is there: an active person, a team with one, or a program. a: its alias. */
export function presentSql(a: string): string {
  return `(${a}.assignee_id LIKE 'svc\\_%'
    OR EXISTS (SELECT FROM access.person p WHERE p.id = ${a}.assignee_id AND p.active)
    OR EXISTS (SELECT FROM access.team_member t JOIN access.person p ON p.id = t.person_id AND p.active
      WHERE t.team_id = ${a}.assignee_id))`;
}
