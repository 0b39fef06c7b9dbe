import type { Context } from '../context.ts';
import { columns } from '../database/columns.ts';
import { rows } from '../database/database.ts';
import { type Batch, load, soon } from '../loader.ts';
import {
  people,
  type ServiceAccountRow,
  type ShownPerson,
  serviceAccounts,
  shownOfPerson,
  type TeamRow,
  teams,
} from './table.ts';

/** Whoever can hold a role or act; the prefix of the id says which. */
export type PrincipalRow = ShownPerson | TeamRow | ServiceAccountRow;

const kinds: readonly { prefix: string; selected: string; from: string }[] = [
  { prefix: 'per_', selected: columns(people, 'p', shownOfPerson), from: 'access.person' },
  { prefix: 'tea_', selected: columns(teams, 'p'), from: 'access.team' },
  { prefix: 'svc_', selected: columns(serviceAccounts, 'p'), from: 'access.service_account' },
];

/** People, teams and service accounts by id: one statement for each kind that is asked for. */
export const principalById: Batch<string, PrincipalRow> = async (ids, context) => {
  const found = new Map<string, PrincipalRow>();
  for (const { prefix, selected, from } of kinds) {
    const wanted = ids.filter(id => id.startsWith(prefix));
    if (wanted.length === 0) continue;
    const sql = `SELECT ${selected} FROM ${from} p WHERE p.id = ANY($1::text[])`;
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
    id.startsWith(prefix) ? soon(context, principalById, id) : null;
}

/** The principals of these ids, in their order; ids that nobody has are left out. */
export async function principalsOf(context: Context, ids: readonly string[]): Promise<PrincipalRow[]> {
  const found = await Promise.all(ids.map(id => load(context, principalById, id)));
  return found.filter(principal => principal !== null);
}
