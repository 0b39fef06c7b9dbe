/** After this many tries a notification is dead: visible, and due again only when somebody says so. */
export const maxAttempts = 10;

/** Seconds until the next try after `attempt` tries: doubling from 1 s, at most 15 min. Pure. */
export function backOffSeconds(attempt: number): number {
  return Math.min(900, 2 ** Math.max(0, attempt - 1));
}
