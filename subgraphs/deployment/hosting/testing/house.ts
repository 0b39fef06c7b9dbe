import { type Db, rows } from '@handoff/kit/database/database';
import { newId } from '@handoff/kit/id';

/** Adds a model as access knows it, straight to the table; returns the id. */
export async function addModel(db: Db, visibility: 'INTERNAL' | 'RESTRICTED' = 'INTERNAL'): Promise<string> {
  const id = newId('mdl');
  await rows(db, 'INSERT INTO access.model (id, visibility) VALUES ($1, $2)', [id, visibility]);
  return id;
}

/** Adds a target to an environment, by name; returns the id. */
export async function addTarget(db: Db, environment: string, name: string): Promise<string> {
  const id = newId('tgt');
  const sql = `INSERT INTO deployment.target (id, environment_id, name, kind, executor)
    SELECT $1, id, $2, 'KUBERNETES', 'MANUAL' FROM deployment.environment WHERE name = $3`;
  await rows(db, sql, [id, name, environment]);
  return id;
}

/** The id of an environment by its name. */
export async function environmentId(db: Db, name: string): Promise<string> {
  const [found] = await rows<{ id: string }>(db, 'SELECT id FROM deployment.environment WHERE name = $1', [name]);
  if (!found) throw new Error(`There is no environment "${name}".`);
  return found.id;
}
