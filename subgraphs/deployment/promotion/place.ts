import { firstRow, rows, type Tx } from '@handoff/kit/database/database';

/** Where a model runs, or is to run: one version serves there at a time. */
export interface Place {
  modelId: string;
  environmentId: string;
}

/**
 * Lets one at a time change what runs of a model in an environment, or ask for such a change, until the commit. Taken
 * before the row of a promotion, always, so that nobody waits in a circle.
 */
export async function takePlace(tx: Tx, { modelId, environmentId }: Place): Promise<void> {
  await rows(tx, 'SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`promote ${modelId} ${environmentId}`]);
}

/**
 * The instant of a change of what runs there, by the clock of the database, which all processes share. Never before the
 * change that came before, even when that clock was set back. The caller has taken the place.
 */
export async function instantIn(tx: Tx, { modelId, environmentId }: Place): Promise<Date> {
  const sql = `SELECT greatest(date_trunc('milliseconds', clock_timestamp()), max(t.from_at), max(t.to_at)) AS at
    FROM deployment.deployment d JOIN deployment.traffic t ON t.deployment_id = d.id
    WHERE d.model_id = $1 AND d.environment_id = $2`;
  return (await firstRow<{ at: Date }>(tx, sql, [modelId, environmentId]))?.at ?? new Date();
}
