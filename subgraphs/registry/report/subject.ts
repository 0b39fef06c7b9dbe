import type { Cites } from './cites.ts';
import type { ModelFacts, VersionFacts } from './facts.ts';

/** The model that a report is about. */
export interface Subject {
  model: ModelFacts;
  /** null: none is registered. */
  version: VersionFacts | null;
  cites: Cites;
  now: Date;
}
