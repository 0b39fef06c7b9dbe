import type { Permission } from '../access/permission.ts';
import type { Db } from '../database/database.ts';
import { rows } from '../database/database.ts';
import { newId } from '../id.ts';

/** Adds a person straight to the tables, for tests of other nouns; returns the id. */
export async function addPerson(db: Db, name: string): Promise<string> {
  const id = newId('per');
  await rows(db, 'INSERT INTO access.person (id, name, email) VALUES ($1, $2, $3)', [
    id,
    name,
    `${name.toLowerCase()}@example.org`,
  ]);
  return id;
}

/** Adds a team with members; returns the id. */
export async function addTeam(db: Db, name: string, members: readonly string[] = []): Promise<string> {
  const id = newId('tea');
  await rows(db, 'INSERT INTO access.team (id, name, title, slack_channel) VALUES ($1, $2, $2, $3)', [
    id,
    name,
    `#${name}`,
  ]);
  for (const member of members)
    await rows(db, 'INSERT INTO access.team_member (team_id, person_id) VALUES ($1, $2)', [id, member]);
  return id;
}

export interface GivenRole {
  to: string;
  role: string;
  /** Left out: everything. */
  model?: string;
  team?: string;
}

/** Gives somebody an accepted role; returns the assignment's id. */
export async function giveRole(db: Db, given: GivenRole): Promise<string> {
  const id = newId('asg');
  const scope = given.model ? 'MODEL' : given.team ? 'TEAM' : 'EVERYTHING';
  await rows(
    db,
    `INSERT INTO access.assignment (id, role_key, assignee_id, scope, model_id, team_id, state, proposed_by_id, proposed_at, responded_at, since)
     VALUES ($1, $2, $3, $4, $5, $6, 'ACCEPTED', $3, now(), now(), now())`,
    [id, given.role, given.to, scope, given.model ?? null, given.team ?? null],
  );
  return id;
}

/** Adds a role with just these permissions; returns its key. */
export async function addRole(db: Db, key: string, permissions: readonly Permission[]): Promise<string> {
  await rows(db, 'INSERT INTO access.role (key, title, permissions, requires_acceptance) VALUES ($1, $1, $2, false)', [
    key,
    permissions,
  ]);
  return key;
}
