import { EntitySchema } from 'typeorm';
import type { Via } from '../actor.ts';

/** One value that changed, as people read it: texts, null for nothing. */
export interface ValueChange {
  name: string;
  change: 'ADDED' | 'REMOVED' | 'CHANGED';
  before: string | null;
  after: string | null;
}

/** One entry of the audit trail. Never altered; seq and the hashes come when it is sealed, within a second. */
export interface EntryRow {
  id: string;
  at: Date;
  /** null: the system itself. */
  actorId: string | null;
  via: Via;
  /** Past tense: assignment.accepted. */
  action: string;
  subjectId: string;
  /** The model it is about, when it is about one: decides who may see the entry. */
  modelId: string | null;
  summary: string;
  refused: boolean;
  changes: ValueChange[];
  detail: Record<string, unknown> | null;
  requestId: string;
  seq: number | null;
  previousHash: string | null;
  hash: string | null;
  sealedAt: Date | null;
}

const text = { type: 'text' } as const;
const optional = { type: 'text', nullable: true } as const;

export const entries = new EntitySchema<EntryRow>({
  name: 'entry',
  schema: 'event',
  columns: {
    id: { ...text, primary: true },
    at: { type: 'timestamptz', precision: 3 },
    actorId: { ...optional, name: 'actor_id' },
    via: text,
    action: text,
    subjectId: { ...text, name: 'subject_id' },
    modelId: { ...optional, name: 'model_id' },
    summary: text,
    refused: { type: 'boolean' },
    changes: { type: 'jsonb' },
    detail: { type: 'jsonb', nullable: true },
    requestId: { ...text, name: 'request_id' },
    seq: { type: 'bigint', nullable: true },
    previousHash: { ...optional, name: 'previous_hash' },
    hash: optional,
    sealedAt: { type: 'timestamptz', precision: 3, name: 'sealed_at', nullable: true },
  },
});
