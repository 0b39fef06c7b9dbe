import { readReach, whoCan } from '@handoff/kit/access/queries';
import { mayEverywhere } from '@handoff/kit/access/reach';
import type { Actor } from '@handoff/kit/actor';
import type { Refusal } from '@handoff/kit/command';
import type { Tx } from '@handoff/kit/database/database';
import { storable } from '@handoff/kit/database/text';

/** The refusal for who does not manage access (ACCESS_ADMIN everywhere), naming who does; null: they may. subjectId: whom or what it was about, when that is there. */
export async function unlessManages(
  tx: Tx,
  actor: Actor,
  of: { message: string; subjectId: string | null },
): Promise<Refusal | null> {
  if (mayEverywhere(await readReach(tx, actor), 'ACCESS_ADMIN')) return null;
  const { message, subjectId } = of;
  const about = subjectId === null ? {} : { about: { subjectId: storable(subjectId), modelId: null } };
  return {
    kind: 'NotAllowed',
    rule: 'access-admin',
    message,
    whoCan: await whoCan(tx, 'ACCESS_ADMIN', null),
    ...about,
  };
}
