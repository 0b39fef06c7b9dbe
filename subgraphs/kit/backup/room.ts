import type { ClientBase } from 'pg';
import { schemas } from './tables.ts';

/** What keeps a backup from being restored into a database, with the mend; null: nothing does. */
export async function inTheWay(client: ClientBase, force: boolean): Promise<string | null> {
  const [used] = (await client.query<{ count: number }>(usedSql)).rows;
  if (used && used.count > 0)
    return `Handoff runs on this database (${used.count} connections): stop every process of it first.`;
  if (force) return null;
  const held = await heldIn(client);
  return (
    held && `There is data in this database already (${held}): give an empty one, or --force to replace all of it.`
  );
}

const usedSql = `SELECT count(*)::int AS count FROM pg_stat_activity
  WHERE datname = current_database() AND application_name = 'handoff' AND pid <> pg_backend_pid()`;

/** In words, what Handoff has written there; null: nothing but what migrations put in. */
async function heldIn(client: ClientBase): Promise<string | null> {
  const { rows } = await client.query<{ entries: boolean; others: string[] }>(
    `SELECT to_regclass('event.entry') IS NOT NULL AS entries,
       array(SELECT nspname::text FROM pg_namespace WHERE nspname = ANY ($1)) AS others`,
    [schemas],
  );
  const [there] = rows;
  if (!there || there.others.length === 0) return null;
  // Schemas of these names that are not ours are not ours to drop.
  if (!there.entries) return `the schemas ${there.others.join(', ')}`;
  const { rows: counts } = await client.query<{ count: number }>('SELECT count(*)::int AS count FROM event.entry');
  const count = counts[0]?.count ?? 0;
  return count === 0 ? null : `${count} entries of its audit trail`;
}
