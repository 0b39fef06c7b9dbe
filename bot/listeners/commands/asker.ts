import type { Ask } from '../../graph.ts';
import type { Identity } from '../../people.ts';
import type { Services } from '../../services.ts';

/** A known person who asks something. */
export interface Asker {
  services: Services;
  person: Extract<Identity, { kind: 'Person' }>;
  /** The graph, as this person. */
  ask: Ask;
  /** The delivery's key, for what must not be done twice. */
  key: string;
  /** What was typed, when the answer may be shown to the channel; else null. */
  share: string | null;
  /** The channel where it was asked; null on the home tab. */
  place: string | null;
  /** The right to open a form, for three seconds; null where somebody only wrote. */
  triggerId: string | null;
}
