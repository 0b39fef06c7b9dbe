/** A promotion as far as a pipeline looks at it. */
export interface Promotion {
  id: string;
  state: string;
  checks: { kind: string; passed: boolean }[];
  missingApprovals: { role: string; count: number }[];
  rollout: { waitingFor: string | null } | null;
}

const over: Readonly<Record<string, string>> = {
  REJECTED: 'It was rejected.',
  WITHDRAWN: 'It was withdrawn.',
  EXPIRED: 'It expired.',
  SUPERSEDED: 'Something newer took its place.',
  FAILED: 'Its rollout failed.',
  ROLLED_BACK: 'It was rolled back.',
};

/** How far it is: live, over without having become so, or still on its way. Pure. */
export function progressOf({ state }: Pick<Promotion, 'state'>): 'live' | 'over' | 'waits' {
  if (state === 'LIVE') return 'live';
  return state in over ? 'over' : 'waits';
}

/** How it stands, in a sentence. Pure. */
export function sentenceOf({ state, checks, missingApprovals, rollout }: Promotion): string {
  if (state === 'LIVE') return 'It is live.';
  if (state === 'BLOCKED') {
    const failed = checks.filter(check => !check.passed).map(({ kind }) => kind);
    return `Checks stand in its way: ${failed.join(', ')}.`;
  }
  if (state === 'PENDING') {
    const missing = missingApprovals.map(({ role, count }) => `${count} ${role}`).join(', ');
    return `It waits for the approval of ${missing}.`;
  }
  return over[state] ?? rollout?.waitingFor ?? `It is ${state.toLowerCase().replaceAll('_', ' ')}.`;
}
