import { rows, type Tx } from '@handoff/kit/database/database';
import { newId } from '@handoff/kit/id';

/** One accepted role that went back to proposed. */
export interface PutBack {
  assignmentId: string;
  roleKey: string;
  scope: string;
  modelId: string | null;
  teamId: string | null;
}

/** What somebody lost when they were deactivated. */
export interface Ended {
  putBack: PutBack[];
  /** Ids of the tokens that were revoked. */
  revokedTokens: string[];
  /** Ids of other people's assignments that were delegated to them. */
  delegationsTakenBack: string[];
}

/**
 * Revokes all tokens of a person, puts their accepted assignments back to proposed and takes back what was delegated
 * to them. The person's row is locked by the caller, so that no token comes into being meanwhile.
 */
export async function endAccess(tx: Tx, personId: string): Promise<Ended> {
  const revoked = await updated(
    tx,
    'UPDATE access.api_token SET revoked_at = now() WHERE principal_id = $1 AND revoked_at IS NULL RETURNING id',
    personId,
  );
  const delegations = await updated(
    tx,
    `UPDATE access.assignment SET delegated_to_id = NULL, delegated_until = NULL, revision = revision + 1
     WHERE delegated_to_id = $1 RETURNING id`,
    personId,
  );
  return { putBack: await putBack(tx, personId), revokedTokens: revoked, delegationsTakenBack: delegations };
}

async function updated(tx: Tx, sql: string, personId: string): Promise<string[]> {
  const [found] = (await tx.query(sql, [personId])) as [{ id: string }[], number];
  return found.map(row => row.id);
}

async function putBack(tx: Tx, personId: string): Promise<PutBack[]> {
  const accepted = await rows<PutBack>(
    tx,
    `SELECT id AS "assignmentId", role_key AS "roleKey", scope, model_id AS "modelId", team_id AS "teamId"
     FROM access.assignment WHERE assignee_id = $1 AND state = 'ACCEPTED' ORDER BY id FOR UPDATE`,
    [personId],
  );
  const ids = accepted.map(row => row.assignmentId);
  await keepHistory(tx, ids);
  await rows(
    tx,
    `UPDATE access.assignment SET state = 'PROPOSED', proposed_at = now(), due_at = now() + interval '7 days',
       since = NULL, responded_at = NULL, delegated_to_id = NULL, delegated_until = NULL, replaces_id = NULL,
       revision = revision + 1
     WHERE id = ANY($1::text[])`,
    [ids],
  );
  return accepted;
}

// Who answered for a model on an earlier day must stay readable: the time that ends now gets a row of its own.
async function keepHistory(tx: Tx, ids: readonly string[]): Promise<void> {
  await rows(
    tx,
    `INSERT INTO access.assignment (id, role_key, assignee_id, scope, model_id, team_id, state, scope_of_work,
       proposed_by_id, proposed_at, due_at, responded_at, since, until, replaces_id, ended_at, end_reason)
     SELECT n.id, a.role_key, a.assignee_id, a.scope, a.model_id, a.team_id, 'ENDED', a.scope_of_work,
       a.proposed_by_id, a.proposed_at, a.due_at, coalesce(a.responded_at, a.since), a.since, a.until, a.replaces_id, now(),
       'The person was deactivated; the role is proposed to them anew.'
     FROM unnest($1::text[], $2::text[]) n(assignment_id, id) JOIN access.assignment a ON a.id = n.assignment_id`,
    [ids, ids.map(() => newId('asg'))],
  );
}
