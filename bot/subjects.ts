import { assignmentCard } from './cards/assignment.ts';
import type { Shown } from './cards/blocks.ts';
import type { Ask } from './graph.ts';

/** A thing as its card shows it now, and the revision that this is. */
export interface Picture {
  subjectId: string;
  revision: number;
  shown: Shown;
}

type Read = (ask: Ask, id: string) => Promise<Picture | null>;

/** How each kind of thing is read and drawn, by the prefix of its id. */
const kinds: Record<string, Read> = {
  asg: async (ask, id) => {
    const { assignment } = await ask('ReadAssignment', { id });
    return assignment && { subjectId: id, revision: assignment.revision, shown: assignmentCard(assignment) };
  },
};

/** Reads a thing and draws it; null when the graph shows no such thing. Throws for a kind that has no card. */
export function pictureOf(ask: Ask, id: string): Promise<Picture | null> {
  const read = kinds[id.slice(0, 3)];
  if (!read) throw new Error(`There is no card for ${id}.`);
  return read(ask, id);
}

/** What a card's message carries beside its text: found again by it, whatever else changes. */
export function metadataOf({ subjectId, revision }: Picture, destination: string) {
  return {
    event_type: 'handoff_card',
    event_payload: { subject: subjectId, destination, revision },
  };
}
