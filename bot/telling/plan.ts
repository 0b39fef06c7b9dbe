/** What a notification asks for: which thing is told, where now, and where later. */
export interface Telling {
  notificationId: string;
  /** Of the lease under which it was claimed. */
  attempt: number;
  /** The audit action that caused it. */
  kind: string;
  subjectId: string;
  /** The model's title as it is, for what sums alerts up; null: it is about none. */
  model: string | null;
  /** Destinations that are told now. */
  now: readonly string[];
  later: readonly Later[];
  /** Those of both who are told because nobody answered in time. */
  escalatedTo: readonly string[];
  /** The `traceparent` of what caused it; left out: no trace is kept of that. */
  trace?: string | null;
}

/** A destination that is told when its hour has come. until: RFC 3339. */
export interface Later {
  destination: string;
  until: string;
}

/** What is said in the thread of a card, beside the card itself. */
export type NoteKind = 'REMINDED' | 'ESCALATED' | 'UNDELIVERED';

/** A card, a note or a roll-up to be drawn somewhere. */
export interface Wished {
  subjectId: string;
  destination: string;
}

/** Something to be told later. alone: as a message of its own, not in a digest. */
export interface Held extends Wished {
  until: string;
  alone: boolean;
}

/** An alert that comes to a place where it has no card yet. */
export interface Arrival extends Wished {
  kind: string;
  model: string | null;
}

/** Where a thing is shown. */
export interface Places {
  /** Where it has a card. */
  known: ReadonlySet<string>;
  /** Where its first card is on its way: what that card shows may have been read before the thing changed. */
  awaited: ReadonlySet<string>;
}

/** All that a notification leads to. */
export interface Plan {
  note: { id: string; subjectId: string; kind: NoteKind } | null;
  wishes: Wished[];
  arrivals: Arrival[];
  held: Held[];
}

const escalations: ReadonlySet<string> = new Set(['alert.escalated', 'assignment.expired', 'handover.overdue']);

function noteKind(kind: string): NoteKind | null {
  if (kind.endsWith('.reminded')) return 'REMINDED';
  return escalations.has(kind) ? 'ESCALATED' : null;
}

/**
 * What a notification leads to. Cards that are there are edited, whatever the hour: nobody hears of that. A reminder is
 * said in the thread of the card and changes nothing on it; so is an escalation, to whom it concerns, where the card is
 * there already. Pure.
 */
export function planOf(telling: Telling, { known, awaited }: Places): Plan {
  const { notificationId, kind, subjectId, model, now, escalatedTo } = telling;
  const said = noteKind(kind);
  const note = said && { id: `nte_${notificationId}`, subjectId, kind: said };
  const later = telling.later.filter(({ destination }) => !now.includes(destination));
  if (note?.kind === 'REMINDED') {
    const held = later.map(each => ({ ...each, subjectId: note.id, alone: true }));
    return { note, wishes: to(note.id, now), arrivals: [], held };
  }
  const fresh = now.filter(destination => !known.has(destination));
  const isAlert = subjectId.startsWith('alr_');
  return {
    note,
    wishes: [
      ...to(subjectId, [...known, ...awaited]),
      ...(isAlert
        ? []
        : to(
            subjectId,
            fresh.filter(destination => !awaited.has(destination)),
          )),
      ...(note
        ? to(
            note.id,
            now.filter(destination => known.has(destination) && escalatedTo.includes(destination)),
          )
        : []),
    ],
    arrivals: isAlert ? to(subjectId, fresh).map(each => ({ ...each, kind, model })) : [],
    held: later
      .filter(({ destination }) => !known.has(destination) && !awaited.has(destination))
      .map(each => ({ ...each, subjectId, alone: false })),
  };
}

function to(subjectId: string, destinations: readonly string[]): Wished[] {
  return destinations.map(destination => ({ subjectId, destination }));
}
