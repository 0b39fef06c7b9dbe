import { createHmac } from 'node:crypto';

/** The accounts with which the parts of Handoff ask its graph, and the role that each holds everywhere. */
export const serviceRoles = {
  'slack-bot': 'deliverer',
  deployment: 'viewer',
  monitoring: 'viewer',
} as const;

export type ServiceName = keyof typeof serviceRoles;

/**
 * The bearer token of a part of Handoff. Every process that knows the internal key finds the same one, so that none
 * has to be handed around: HMAC-SHA-256 over the account's name, 64 hexadecimal digits after its name.
 */
export function serviceToken(internalKey: string, name: ServiceName): string {
  return `${name}-${createHmac('sha256', internalKey).update(`service account ${name}`).digest('hex')}`;
}
