import type { Permission } from '@handoff/kit/access/permission';
import { whoCan } from '@handoff/kit/access/queries';
import { mayEverywhere, permissionsOn, type Reach } from '@handoff/kit/access/reach';
import type { AccessModelRow } from '@handoff/kit/access/table';
import type { Refusal } from '@handoff/kit/command';
import { columns } from '@handoff/kit/database/columns';
import { firstRow, rows, type Tx } from '@handoff/kit/database/database';
import { storable } from '@handoff/kit/database/text';
import { unseenText } from '@handoff/kit/event/since';
import { conflict, type Problem } from '@handoff/kit/problem';
import { shownSql, type Used } from './used.ts';

/** A thing that models share, as it stands and locked until the transaction ends. */
export interface SharedThing<Row> {
  row: Row;
  /** '': everybody's; else the id of the restricted model that it belongs to. */
  realm: string;
  /** The models whose versions use it. */
  models: AccessModelRow[];
}

/** Locks a shared thing by its id; null when there is none that is shown within this reach. */
export async function lockShared<Row extends { id: string }>(
  tx: Tx,
  reach: Reach,
  { used, id }: { used: Used; id: string },
): Promise<SharedThing<Row> | null> {
  const shown = shownSql(used, reach, 2);
  const from = `${used.table.options.schema}.${used.table.options.tableName} d`;
  const sql = `SELECT ${columns(used.table, 'd')}, d.realm FROM ${from} WHERE d.id = $1 AND ${shown.sql} FOR UPDATE OF d`;
  const found = await firstRow<Row & { realm: string }>(tx, sql, [storable(id), ...shown.parameters]);
  if (!found) return null;
  const { realm, ...row } = found;
  const modelsSql = `SELECT DISTINCT a.id, a.team_id AS "teamId", a.visibility FROM ${used.view} x
    JOIN access.model a ON a.id = x.model_id WHERE x.${used.column} = $1`;
  return { row: row as unknown as Row, realm, models: await rows<AccessModelRow>(tx, modelsSql, [id]) };
}

const registering: readonly Permission[] = ['VERSION_REGISTER', 'MODEL_EDIT'];

/** Whether somebody may enter what models share: whoever registers versions or edits models anywhere. Pure. */
export function mayEnter({ everywhere, byTeam, byModel }: Reach): boolean {
  const given = [everywhere, ...byTeam.values(), ...byModel.values()];
  return registering.some(permission => given.some(one => one.has(permission)));
}

/**
 * Whether somebody may change what models share: who edits models everywhere, who answers for it, and, while nobody
 * does, who registers versions of a model that uses it. Pure.
 */
export function mayChange(reach: Reach, of: { models: readonly AccessModelRow[]; owned: boolean; isOwner: boolean }) {
  if (mayEverywhere(reach, 'MODEL_EDIT') || of.isOwner) return true;
  return !of.owned && of.models.some(model => registering.some(one => permissionsOn(reach, model).has(one)));
}

/** The refusal of who may not; what: as in "You may not change this data set". */
export async function sharedRefusal(
  tx: Tx,
  of: { what: string; id: string; modelId: string | null },
): Promise<Refusal> {
  const message = `You may not change ${of.what}: it takes a role that registers versions of a model that uses it, or who answers for it.`;
  const who = await whoCan(tx, 'MODEL_EDIT', of.modelId);
  return {
    kind: 'NotAllowed',
    rule: 'shared-edit',
    message,
    whoCan: who,
    about: { subjectId: of.id, modelId: of.modelId },
  };
}

/** The answer to a change that rests on what was there before. */
export async function staleShared(
  tx: Tx,
  row: { id: string; name: string; revision: number },
  seen: number | null | undefined,
): Promise<Problem | null> {
  if (seen === null || seen === undefined || seen === row.revision) return null;
  const told = await unseenText(tx, { id: row.id, actions: ['feature', 'dataset'], revisions: row.revision - seen });
  const message = `"${row.name}" was changed in the meantime (revision ${row.revision}, yours is ${seen}): look at it again.${told}`;
  return conflict('STALE_REVISION', message);
}
