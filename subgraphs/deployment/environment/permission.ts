import { readReach, whoCan } from '@handoff/kit/access/queries';
import { mayEverywhere } from '@handoff/kit/access/reach';
import type { Actor } from '@handoff/kit/actor';
import type { Refusal } from '@handoff/kit/command';
import type { Tx } from '@handoff/kit/database/database';

/**
 * Why somebody may not change environments, targets, policies or freezes, or null: all need POLICY_ADMIN everywhere.
 * subjectId: what it was about, for the trail; null when it does not exist yet.
 */
export async function refusePolicyAdmin(tx: Tx, actor: Actor, subjectId: string | null): Promise<Refusal | null> {
  if (mayEverywhere(await readReach(tx, actor), 'POLICY_ADMIN')) return null;
  return {
    kind: 'NotAllowed',
    rule: 'policy-admin',
    message: 'Only who manages policies may change environments, targets, policies and freezes: ask them.',
    whoCan: await whoCan(tx, 'POLICY_ADMIN', null),
    ...(subjectId === null ? {} : { about: { subjectId, modelId: null } }),
  };
}
