import type { Context } from '../context.ts';
import { columns } from '../database/columns.ts';
import { rows, type Table } from '../database/database.ts';
import { type Batch, load } from '../loader.ts';
import { type PersonRow, people, type ServiceAccountRow, serviceAccounts, type TeamRow, teams } from './table.ts';

/** Whoever can hold a role or act; the prefix of the id says which. */
export type PrincipalRow = PersonRow | TeamRow | ServiceAccountRow;

const kinds: readonly { prefix: string; table: Table; from: string }[] = [
  { prefix: 'per_', table: people, from: 'access.person' },
  { prefix: 'tea_', table: teams, from: 'access.team' },
  { prefix: 'svc_', table: serviceAccounts, from: 'access.service_account' },
];

/** People, teams and service accounts by id: one statement for each kind that is asked for. */
export const principalById: Batch<string, PrincipalRow> = async (ids, context) => {
  const found = new Map<string, PrincipalRow>();
  for (const { prefix, table, from } of kinds) {
    const wanted = ids.filter(id => id.startsWith(prefix));
    if (wanted.length === 0) continue;
    const sql = `SELECT ${columns(table, 'p')} FROM ${from} p WHERE p.id = ANY($1::text[])`;
    for (const row of await rows<PrincipalRow>(context.db, sql, [wanted])) found.set(row.id, row);
  }
  return found;
};

/**
 * The principal that a reference of one kind names, or null. It shares its statement with whoever asked for the principal
 * by id, also as another subgraph of the same process.
 */
export function principalOf(prefix: 'per_' | 'tea_' | 'svc_') {
  return ({ id }: { id: string }, context: Context) =>
    id.startsWith(prefix) ? load(context, principalById, id) : null;
}

/** The principals of these ids, in their order; ids that nobody has are left out. */
export async function principalsOf(context: Context, ids: readonly string[]): Promise<PrincipalRow[]> {
  const found = await Promise.all(ids.map(id => load(context, principalById, id)));
  return found.filter(principal => principal !== null);
}
