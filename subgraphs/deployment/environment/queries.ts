import type { Context } from '@handoff/kit/context';
import { columns } from '@handoff/kit/database/columns';
import { firstRow, type Reader, rows, type Tx } from '@handoff/kit/database/database';
import { storable } from '@handoff/kit/database/text';
import { type Batch, type BatchWith, grouped, keyed, known, load } from '@handoff/kit/loader';
import type { Environment } from './environment.ts';
import type { Freeze } from './freeze.ts';
import type { GovernedTier } from './promotion-policy.ts';
import { environments, type PolicyRow, policies, targets } from './table.ts';
import type { Target } from './target.ts';

const selected = columns(environments, 'e');

/** Environments, the lowest rank first. */
export function allEnvironments(reader: Reader): Promise<Environment[]> {
  return rows(reader, `SELECT ${selected} FROM deployment.environment e ORDER BY e.rank, e.name`);
}

/** An environment by id or by name, whichever is given. */
export function findEnvironment(reader: Reader, reference: string): Promise<Environment | null> {
  return firstRow(reader, `SELECT ${selected} FROM deployment.environment e WHERE e.id = $1 OR e.name = $1`, [
    reference,
  ]);
}

export const environmentById: Batch<string, Environment> = async (ids, context) => {
  const sql = `SELECT ${selected} FROM deployment.environment e WHERE e.id = ANY($1::text[])`;
  return keyed(await rows<Environment>(context.db, sql, [ids]), environment => environment.id);
};

/** Read beside rows `d` that have an environment_id, so that who asks for their environments needs no statement more. */
export const environmentBeside = Object.freeze({
  column: 'to_json(e) AS "inEnvironment"',
  join: 'JOIN deployment.environment e ON e.id = d.environment_id',
});

/** Rows that were read with `environmentBeside`, whose environments the request knows from now on. */
export function knowEnvironments<Row extends { inEnvironment: Environment }>(context: Context, read: Row[]): Row[] {
  known(context, environmentById, new Map(read.map(({ inEnvironment }) => [inEnvironment.id, inEnvironment])));
  return read;
}

export const environmentByName: Batch<string, Environment> = async (names, context) => {
  const sql = `SELECT ${selected} FROM deployment.environment e WHERE e.name = ANY($1::text[])`;
  return keyed(await rows<Environment>(context.db, sql, [names]), environment => environment.name);
};

/** The id of an environment that a list is narrowed to; null: no bound. A name that nobody has finds nothing. */
export async function environmentIdOf(context: Context, name: string | null | undefined): Promise<string | null> {
  return name ? ((await load(context, environmentByName, storable(name)))?.id ?? 'none') : null;
}

export const targetById: Batch<string, Target> = async (ids, context) => {
  const sql = `SELECT ${columns(targets, 't')} FROM deployment.target t WHERE t.id = ANY($1::text[])`;
  return keyed(await rows<Target>(context.db, sql, [ids]), target => target.id);
};

/** The targets of environments, by name. */
export const targetsOfEnvironment: Batch<string, Target[]> = async (ids, context) => {
  const sql = `SELECT ${columns(targets, 't')} FROM deployment.target t
    WHERE t.environment_id = ANY($1::text[]) ORDER BY t.name`;
  return grouped(await rows<Target>(context.db, sql, [ids]), target => target.environmentId);
};

/** The targets of one environment, by name; in a command with its transaction. */
export function targetsIn(reader: Reader, environmentId: string): Promise<Target[]> {
  const sql = `SELECT ${columns(targets, 't')} FROM deployment.target t WHERE t.environment_id = $1 ORDER BY t.name`;
  return rows(reader, sql, [environmentId]);
}

export const policyById: Batch<string, PolicyRow> = async (ids, context) => {
  const sql = `SELECT ${columns(policies, 'p')} FROM deployment.promotion_policy p WHERE p.id = ANY($1::text[])`;
  return keyed(await rows<PolicyRow>(context.db, sql, [ids]), policy => policy.id);
};

/** The policy of environments for one tier. Every environment has one for each tier that is governed. */
export const policyOfEnvironment: BatchWith<{ tier: GovernedTier }, PolicyRow> = async (ids, { tier }, context) => {
  const sql = `SELECT ${columns(policies, 'p')} FROM deployment.promotion_policy p
    WHERE p.environment_id = ANY($1::text[]) AND p.risk_tier = $2`;
  return keyed(await rows<PolicyRow>(context.db, sql, [ids, tier]), policy => policy.environmentId);
};

/** The policy of an environment for a tier, as it stands now; in a command with its transaction. */
export async function policyFor(reader: Reader, environmentId: string, tier: GovernedTier): Promise<PolicyRow> {
  const sql = `SELECT ${columns(policies, 'p')} FROM deployment.promotion_policy p
    WHERE p.environment_id = $1 AND p.risk_tier = $2`;
  const found = await firstRow<PolicyRow>(reader, sql, [environmentId, tier]);
  if (!found) throw new Error(`The environment ${environmentId} has no policy for ${tier}.`);
  return found;
}

// What was ended early was over then; what was ended before it began never held, and is over where it would have begun.
const freezeSelected = `f.id, f.environment_id AS "environmentId", f.reason, f.from_at AS "from",
  CASE WHEN f.ended_at IS NULL THEN f.to_at ELSE greatest(f.ended_at, f.from_at) END AS "to",
  f.except_roles AS "exceptRoles"`;

export const freezeById: Batch<string, Freeze> = async (ids, context) => {
  const sql = `SELECT ${freezeSelected} FROM deployment.freeze f WHERE f.id = ANY($1::text[])`;
  return keyed(await rows<Freeze>(context.db, sql, [ids]), freeze => freeze.id);
};

/** A freeze inside a transaction, locked until the commit; null when there is none. */
export function lockedFreeze(tx: Tx, id: string): Promise<Freeze | null> {
  return firstRow(tx, `SELECT ${freezeSelected} FROM deployment.freeze f WHERE f.id = $1 FOR UPDATE`, [id]);
}

/** The freezes of an environment that hold now, the one that ends last first; in a command with its transaction. */
export function activeFreezes(reader: Reader, environmentId: string): Promise<Freeze[]> {
  const sql = `SELECT ${freezeSelected} FROM deployment.freeze f
    WHERE f.environment_id = $1 AND f.from_at <= now() AND now() < coalesce(f.ended_at, f.to_at)
    ORDER BY f.to_at DESC, f.id`;
  return rows(reader, sql, [environmentId]);
}

/** The freezes of environments, the earliest first; active: only those that hold now, or only those that do not. */
export const freezesOfEnvironment: BatchWith<{ active: boolean | null }, Freeze[]> = async (ids, args, context) => {
  const sql = `SELECT ${freezeSelected} FROM deployment.freeze f
    WHERE f.environment_id = ANY($1::text[])
      AND ($2::boolean IS NULL OR $2 = (f.from_at <= now() AND f.to_at > now() AND f.ended_at IS NULL))
    ORDER BY f.from_at, f.id`;
  return grouped(await rows<Freeze>(context.db, sql, [ids, args.active]), freeze => freeze.environmentId);
};

/** Keys of all roles, and of those whose holders may approve promotions. */
export async function roleKeys(reader: Reader): Promise<{ all: string[]; approvers: string[] }> {
  const sql = `SELECT key, 'PROMOTION_APPROVE' = ANY(permissions) AS approves FROM access.role ORDER BY key`;
  const found = await rows<{ key: string; approves: boolean }>(reader, sql);
  return { all: found.map(role => role.key), approvers: found.filter(role => role.approves).map(role => role.key) };
}
