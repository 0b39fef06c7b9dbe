import type { EntryRow } from '@handoff/kit/event/table';
import type { AlertEvent } from './schema.ts';

/** An entry of the trail about an alert, as its history shows it. */
export function eventShown({ at, actorId, via, action, detail }: EntryRow): AlertEvent {
  const { move, note } = detail ?? {};
  return {
    at,
    byId: actorId,
    via,
    move: typeof move === 'string' ? move : action,
    note: typeof note === 'string' ? note : null,
  };
}
