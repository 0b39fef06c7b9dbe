import { accessModel, readReach, whoCan } from '@handoff/kit/access/queries';
import { permissionsOn } from '@handoff/kit/access/reach';
import type { Actor } from '@handoff/kit/actor';
import type { Refusal } from '@handoff/kit/command';
import { rows, type Tx } from '@handoff/kit/database/database';
import { notFound } from '@handoff/kit/problem';

/** Why somebody may not decide on the hosting of a model, or null. A model that they may not see is not found. */
export async function refuseHosting(tx: Tx, actor: Actor, modelId: string): Promise<Refusal | null> {
  const model = await accessModel(tx, modelId);
  const may = model ? permissionsOn(await readReach(tx, actor), model) : null;
  if (!may?.has('READ')) return notFound('model', modelId);
  if (may.has('HOSTING_DECIDE')) return null;
  return {
    kind: 'NotAllowed',
    rule: 'hosting-decide',
    message: 'Only who decides on the hosting of this model may decide where it runs and what it must hold there.',
    whoCan: await whoCan(tx, 'HOSTING_DECIDE', modelId),
    about: { subjectId: modelId, modelId },
  };
}

/** Lets one at a time decide on a model in an environment, until the commit. */
export async function takeTurn(tx: Tx, modelId: string, environmentId: string): Promise<void> {
  const lock = "SELECT pg_advisory_xact_lock(hashtextextended('hosting ' || $1 || ' ' || $2, 0))";
  await rows(tx, lock, [modelId, environmentId]);
}
