import { type Finding, fail, pass } from './finding.ts';

/** A handover of a version, as far as its review counts. */
export interface HandoverFacts {
  id: string;
  state: 'OFFERED' | 'IN_REVIEW' | 'ACCEPTED' | 'RETURNED' | 'WITHDRAWN';
  /** Of an accepted one: whether documents and assumptions are as the reviewer saw them. */
  stands: boolean;
  /** What the reviewer saw. */
  digest: string;
  /** A person, or a team of which one takes it. */
  to: { id: string; name: string };
  /** Who accepted or returned it. */
  answeredBy: { name: string } | null;
}

/** The accepted handover whose review still holds; null: there is none. The newest of several. */
export function standingReview(handovers: readonly HandoverFacts[]): HandoverFacts | null {
  return handovers.find(({ state, stands }) => state === 'ACCEPTED' && stands) ?? null;
}

/**
 * Whether somebody reviewed and accepted a version as it is now; handovers: newest first. Otherwise what is missing, and
 * who it waits for. How far a review has come is left out: what was waived holds while it goes on.
 */
export function reviewed(handovers: readonly HandoverFacts[]): Finding {
  const review = standingReview(handovers);
  if (review) return pass(`${answerer(review)} reviewed this version and accepted it.`);
  const open = handovers.find(({ state }) => state === 'OFFERED' || state === 'IN_REVIEW');
  if (open) return { ...waiting(open, handovers), turnToId: open.to.id };
  const [last] = handovers.filter(({ state }) => state !== 'WITHDRAWN');
  if (!last) return fail('Nobody has reviewed this version: offer it to the engineer who will run it.');
  return last.state === 'ACCEPTED' ? fail(`${fallen(last)} Offer it anew.`) : fail(returned(last));
}

function waiting({ to }: HandoverFacts, handovers: readonly HandoverFacts[]): Finding {
  const before = handovers.find(({ state }) => state === 'ACCEPTED');
  const asked = `${to.name} was offered it and has not accepted it yet.`;
  return fail(before ? `${fallen(before)} ${asked}` : `No review of this version was accepted. ${asked}`);
}

function fallen(handover: HandoverFacts): string {
  return `${answerer(handover)} accepted this version, but its documents or assumptions have changed since.`;
}

function returned(handover: HandoverFacts): string {
  return `${answerer(handover)} reviewed this version and returned it: mend what was found, then offer it anew.`;
}

function answerer({ answeredBy, to }: HandoverFacts): string {
  return (answeredBy ?? to).name;
}
