import type { Permission } from '@handoff/kit/access/permission';
import { readReach, whoCan } from '@handoff/kit/access/queries';
import { mayEverywhere } from '@handoff/kit/access/reach';
import type { Actor } from '@handoff/kit/actor';
import type { Refusal } from '@handoff/kit/command';
import type { Tx } from '@handoff/kit/database/database';
import { storable } from '@handoff/kit/database/text';

/** The refusal for who does not manage access (ACCESS_ADMIN everywhere), naming who does; null: they may. subjectId: whom or what it was about, when that is there. */
export function unlessManages(tx: Tx, actor: Actor, of: Asked): Promise<Refusal | null> {
  return unlessEverywhere(tx, actor, { ...of, permission: 'ACCESS_ADMIN', rule: 'access-admin' });
}

/** The refusal for who does not speak for Slack (DELIVER everywhere), naming who does; null: they do. */
export function unlessDelivers(tx: Tx, actor: Actor, of: Asked): Promise<Refusal | null> {
  return unlessEverywhere(tx, actor, { ...of, permission: 'DELIVER', rule: 'deliver' });
}

interface Asked {
  message: string;
  subjectId: string | null;
}

async function unlessEverywhere(
  tx: Tx,
  actor: Actor,
  { permission, rule, message, subjectId }: Asked & { permission: Permission; rule: string },
): Promise<Refusal | null> {
  if (mayEverywhere(await readReach(tx, actor), permission)) return null;
  const about = subjectId === null ? {} : { about: { subjectId: storable(subjectId), modelId: null } };
  return { kind: 'NotAllowed', rule, message, whoCan: await whoCan(tx, permission, null), ...about };
}
