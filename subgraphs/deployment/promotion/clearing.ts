import type { Permission } from '@handoff/kit/access/permission';
import { whoCan, whoCanOn } from '@handoff/kit/access/queries';
import type { Context } from '@handoff/kit/context';
import { type Batch, load, loadWith } from '@handoff/kit/loader';
import { clearedEverywhere, clearedWith } from '../check/check.ts';
import type { CheckView } from './shown.ts';

const whoCanEverywhere: Batch<Permission, string[]> = async (permissions, context) => {
  const found = new Map<Permission, string[]>();
  for (const permission of permissions) found.set(permission, await whoCan(context.db, permission, null));
  return found;
};

/** Ids of the people and teams who can clear a check that failed, by doing what it asks for: who it waits for alone, when it says so. */
export async function whoClears(context: Context, { kind, passed, turnToId, modelId }: CheckView): Promise<string[]> {
  if (passed) return [];
  if (turnToId) return [turnToId];
  const permission = clearedWith[kind];
  const ids = clearedEverywhere.has(kind)
    ? await load(context, whoCanEverywhere, permission)
    : await loadWith(context, whoCanOn, { key: modelId, args: permission });
  return ids ?? [];
}
