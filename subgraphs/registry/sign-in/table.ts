import { EntitySchema } from 'typeorm';
import type { Given } from './sign-in.ts';

/** An account of an identity provider, and whose it is here. */
export interface IdentityRow {
  issuer: string;
  subject: string;
  personId: string;
  linkedAt: Date;
  given: Given;
  wantedDigest: string;
  /** When the newest token was made. */
  toldAt: Date;
  retryAt: Date | null;
}

const text = { type: 'text' } as const;

export const identities = new EntitySchema<IdentityRow>({
  name: 'identity',
  schema: 'access',
  columns: {
    issuer: { ...text, primary: true },
    subject: { ...text, primary: true },
    personId: { ...text, name: 'person_id' },
    linkedAt: { type: 'timestamptz', precision: 3, name: 'linked_at' },
    given: { type: 'jsonb' },
    wantedDigest: { ...text, name: 'wanted_digest' },
    toldAt: { type: 'timestamptz', precision: 3, name: 'told_at' },
    retryAt: { type: 'timestamptz', precision: 3, name: 'retry_at', nullable: true },
  },
});
