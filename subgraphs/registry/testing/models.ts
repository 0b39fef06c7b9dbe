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

/** Makes a model serve: a version of it runs in an environment called busy-place. */
export async function serve(db: Db, model: string): Promise<void> {
  const [id, version] = [newId('dep'), newId('ver')];
  const environment = `INSERT INTO deployment.environment (id, name, title, rank, production)
    VALUES ('env_busy', 'busy-place', 'Busy', 7, true) ON CONFLICT DO NOTHING`;
  await rows(db, environment);
  await rows(
    db,
    `WITH v AS (INSERT INTO registry.version (id, model_id, version, ordinal, state, digest, created_by_id, created_at)
       VALUES ($3, $2, '1', 1, 'READY', repeat('a', 64), 'per_x', now()))
     INSERT INTO deployment.deployment (id, model_id, version_id, environment_id, kind, state, traffic_percent, started_at)
     VALUES ($1, $2, $3, 'env_busy', 'PRIMARY', 'LIVE', 100, now())`,
    [id, model, version],
  );
}
