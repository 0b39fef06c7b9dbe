import type { Permission } from '@handoff/kit/access/permission';
import { accessModel, readReach, whoCan } from '@handoff/kit/access/queries';
import { permissionsOn } from '@handoff/kit/access/reach';
import type { Actor } from '@handoff/kit/actor';
import type { Refusal } from '@handoff/kit/command';
import type { Tx } from '@handoff/kit/database/database';
import { notFound } from '@handoff/kit/problem';

/** What is wanted of a model: its id, the permission it needs, and the rule and message of a refusal. */
export interface Wanted {
  model: string;
  permission: Permission;
  rule: string;
  message: string;
}

/** Why somebody may not do something with a model, or null. A model that they may not see is not found. */
export async function refuse(tx: Tx, actor: Actor, wanted: Wanted): Promise<Refusal | null> {
  const { model: id, permission, rule, message } = wanted;
  const model = await accessModel(tx, id);
  const may = model ? permissionsOn(await readReach(tx, actor), model) : new Set<Permission>();
  if (!model || !may.has('READ')) return notFound('model', id);
  if (may.has(permission)) return null;
  const about = { subjectId: id, modelId: id };
  return { kind: 'NotAllowed', rule, message, whoCan: await whoCan(tx, permission, id), about };
}
