import type { Permission } from '@handoff/kit/access/permission';
import { type Alert, movesFrom, type PeoplesMove } from './alert.ts';

/** What handling an alert needs, and how a refusal reads. */
export const handling = {
  permission: 'ALERT_HANDLE',
  rule: 'alert-handle',
  message: 'Only who handles the alerts of this model may do that: ask them, or ask for a role that can.',
} as const satisfies { permission: Permission; rule: string; message: string };

/** The moves that somebody with these permissions on the model can make now; whoever "anyone" is, the state decides. */
export function movesOf(alert: Alert, permissions: ReadonlySet<Permission> | 'anyone'): PeoplesMove[] {
  return permissions === 'anyone' || permissions.has(handling.permission) ? movesFrom(alert) : [];
}
