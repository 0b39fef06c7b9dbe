import { type Db, rows } from '../database/database.ts';
import { kept } from '../database/kept.ts';

/** What one process let a caller spend that the others do not know of. */
export interface Spending {
  /** Id of a person or a service account. */
  caller: string;
  /** In values of answers. */
  amount: number;
  /** What comes back to the caller in a minute. */
  perMinute: number;
}

const addSql = kept(`INSERT INTO access.spending AS s (caller, amount, at)
  SELECT t.caller, t.amount, clock_timestamp() FROM unnest($1::text[], $2::float8[]) AS t(caller, amount)
  ON CONFLICT (caller) DO UPDATE SET at = excluded.at, amount = excluded.amount + greatest(0, s.amount -
    ($3::jsonb ->> s.caller)::float8 / 60 * greatest(0, extract(epoch FROM excluded.at - s.at)))
  RETURNING caller, amount`);

/** Adds spendings to what all processes know, and says what each caller has spent and not got back. One statement. */
export async function addSpendings(db: Db, spendings: readonly Spending[]): Promise<ReadonlyMap<string, number>> {
  // In one order everywhere, so that no two processes wait for each other.
  const sorted = [...spendings].sort((a, b) => (a.caller < b.caller ? -1 : 1));
  const perMinute = Object.fromEntries(sorted.map(each => [each.caller, each.perMinute]));
  const found = await rows<{ caller: string; amount: number }>(db, addSql, [
    sorted.map(({ caller }) => caller),
    sorted.map(({ amount }) => amount),
    JSON.stringify(perMinute),
  ]);
  return new Map(found.map(({ caller, amount }) => [caller, amount]));
}
