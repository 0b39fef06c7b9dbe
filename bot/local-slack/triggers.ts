import { makeId } from './ids.ts';
import type { Trigger, Workspace } from './workspace.ts';

/** How long a trigger lives, in milliseconds. */
const triggerLifeMs = 3000;

/** Issues a trigger_id that works once within three seconds. */
export function issueTrigger(workspace: Workspace, userId: string, viewId?: string): string {
  forgetOld(workspace);
  const id = `${Math.floor(workspace.now())}.${makeId('')}`;
  workspace.triggers.set(id, { userId, viewId, expiresAt: workspace.now() + triggerLifeMs, used: false });
  return id;
}

/** Spends a trigger; the answer is the trigger, or Slack's name for what is wrong with it. */
export function spendTrigger(workspace: Workspace, id: string): Trigger | string {
  const trigger = workspace.triggers.get(id);
  if (!trigger) return 'invalid_trigger_id';
  if (trigger.used) return 'exchanged_trigger_id';
  if (workspace.now() > trigger.expiresAt) return 'expired_trigger_id';
  trigger.used = true;
  return trigger;
}

function forgetOld(workspace: Workspace): void {
  const limit = workspace.now() - 10 * 60_000;
  for (const [id, trigger] of workspace.triggers) if (trigger.expiresAt < limit) workspace.triggers.delete(id);
}
