import type { Core } from '../core.ts';
import { touch } from '../workspace.ts';

/** What can be made to go wrong from the page: its words, and what it does. Each is used up once. */
export const wireFaults: Readonly<Record<string, { words: string; plan: (core: Core) => void }>> = {
  'rate-limit': {
    words: 'Next call: 429, wait 2 s',
    plan: core => core.apiFaults.plan('*', { kind: 'rateLimited', retryAfterSeconds: 2 }),
  },
  error: { words: 'Next call: 500', plan: core => core.apiFaults.plan('*', { kind: 'serverError' }) },
  'lost-answer': {
    words: 'Next call: done, answer lost',
    plan: core => core.apiFaults.plan('*', { kind: 'dropAnswer' }),
  },
  'slow-call': { words: 'Next call: 2 s late', plan: core => core.apiFaults.plan('*', { kind: 'delay', ms: 2000 }) },
  drop: { words: 'Next delivery: lost', plan: core => core.deliveryFaults.plan('*', { kind: 'drop' }) },
  twice: { words: 'Next delivery: twice at once', plan: core => core.deliveryFaults.plan('*', { kind: 'duplicate' }) },
  'late-ack': {
    words: 'Next delivery: acknowledgement late',
    plan: core => core.deliveryFaults.plan('*', { kind: 'lateAck', ms: 3500 }),
  },
  refresh: { words: 'Sockets: ask to connect anew', plan: core => core.sockets.refresh('refresh_requested') },
  cut: { words: 'Sockets: cut', plan: core => core.sockets.cut() },
};

/** Plans one of them; what is not known does nothing. */
export function planWireFault(core: Core, name: string): void {
  if (!Object.hasOwn(wireFaults, name)) return;
  wireFaults[name]?.plan(core);
  touch(core.workspace);
}
