import { type Db, rows } from '@handoff/kit/database/database';
import { newId } from '@handoff/kit/id';

export interface GivenModel {
  name: string;
  team?: string;
  visibility?: 'INTERNAL' | 'RESTRICTED';
}

/** Adds a model straight to the tables, for tests of other nouns; returns the id. */
export async function addModel(db: Db, { name, team, visibility }: GivenModel): Promise<string> {
  const id = newId('mdl');
  await rows(db, 'INSERT INTO access.model (id, team_id, visibility) VALUES ($1, $2, $3)', [
    id,
    team ?? null,
    visibility ?? 'INTERNAL',
  ]);
  await rows(
    db,
    `INSERT INTO registry.model (id, name, title, objectives, task, risk_tier, tags, revision, created_at, updated_at)
     VALUES ($1, $2, $2, '[]', 'OTHER', 'UNCLASSIFIED', '{}', 1, now(), now())`,
    [id, name],
  );
  return id;
}
