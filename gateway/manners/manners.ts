import type { IncomingMessage } from 'node:http';
import type { Answer } from '../answer.ts';
import { openLanes } from './lanes.ts';
import { isUnruly, keptMs, note, openStandings, type Standing } from './standing.ts';

/**
 * Serves callers whose requests are mostly turned away after everybody else, so that no flood of theirs is felt by others.
 * They are answered as ever, and are callers like others again when what they ask is right.
 */
export interface Manners {
  during<Answered extends Told>(request: IncomingMessage, work: () => Promise<Answered>): Promise<Answered>;
}

/** What an answer tells of how a request fared. */
type Told = Pick<Answer, 'status' | 'outcome'>;

export interface MannersOptions {
  /** Who sends a request; null: somebody unknown, whose address stands for them. It may fail. */
  callerOf(request: IncomingMessage): Promise<string | null>;
  /** Told of each request that is served after the others. */
  servedLast(): void;
  /** How long one of them waits for the others at most when its turn has come, in milliseconds; 25 unless told otherwise. */
  patienceMs?: number;
}

/** More callers than this are not remembered, nor more addresses. */
const mostCallers = 10_000;

export function openManners({ callerOf, servedLast, patienceMs = 25 }: MannersOptions): Manners {
  const callers = openStandings(mostCallers);
  const addresses = openStandings(mostCallers);
  const lanes = openLanes(patienceMs);

  const standingOf = async (request: IncomingMessage): Promise<Standing> => {
    const caller = await callerOf(request);
    return caller === null ? addresses.of(request.socket.remoteAddress ?? '') : callers.of(caller);
  };
  // While nobody is, nobody has to be looked up.
  let unrulyUntil = 0;
  const isLast = async (request: IncomingMessage) =>
    performance.now() < unrulyUntil && isUnruly(await standingOf(request).catch(() => fresh));
  const noted = async (request: IncomingMessage, told: Told) => {
    const standing = await standingOf(request);
    note(standing, isRefused(told));
    if (isUnruly(standing)) unrulyUntil = performance.now() + keptMs;
  };
  return {
    async during(request, work) {
      const last = await isLast(request);
      if (last) servedLast();
      const answer = await (last ? lanes.last(work) : lanes.first(work));
      // Who it was may be unknown by now, as when the database is away: the answer does not wait for that.
      if (answer.status < 500) noted(request, answer).catch(() => undefined);
      return answer;
    },
  };
}

const fresh: Standing = Object.freeze({ refused: 0 });

/** What is turned away, but not for what it is: an outage, and a first step of two. */
const forgiven = new Set(['OK', 'UNAVAILABLE', 'INTERNAL', 'RATE_LIMITED', 'PERSISTED_QUERY_NOT_FOUND']);
/** What directories and streams are told in the course of things, and what is asked too often. */
const ordinary = new Set([404, 409, 429]);

function isRefused({ status, outcome }: Told): boolean {
  if (status === 429) return false;
  return outcome === 'OK' ? status >= 400 && !ordinary.has(status) : !forgiven.has(outcome);
}
