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
  /** What was named, where that is not the model itself: an alert of it, say. */
  thing?: { what: string; id: string };
  permission: Permission;
  rule: string;
  message: string;
}

/** Why somebody may not do something with a model or a thing of it, or null. What they may not see is not found. */
export async function refuse(tx: Tx, actor: Actor, wanted: Wanted): Promise<Refusal | null> {
  const { model: modelId, permission, rule, message } = wanted;
  const thing = wanted.thing ?? { what: 'model', id: modelId };
  const model = await accessModel(tx, modelId);
  const may = model ? permissionsOn(await readReach(tx, actor), model) : new Set<Permission>();
  if (!model || !may.has('READ')) return notFound(thing.what, thing.id);
  if (may.has(permission)) return null;
  const about = { subjectId: thing.id, modelId };
  return { kind: 'NotAllowed', rule, message, whoCan: await whoCan(tx, permission, modelId), about };
}
