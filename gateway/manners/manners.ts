import type { IncomingMessage } from 'node:http';
import { tokenHash } from '@handoff/kit/access/token';
import type { Answer } from '../answer.ts';
import { openLanes } from './lanes.ts';
import { isUnruly, note, openStandings, type Standing } from './standing.ts';

/**
 * Serves callers whose requests are mostly turned away after everybody else, so that no flood of theirs is felt by others.
 * They are answered as ever, and are callers like others again when what they ask is right.
 */
export interface Manners {
  during(request: IncomingMessage, work: () => Promise<Answer>): Promise<Answer>;
}

export interface MannersOptions {
  /** Whether a request's credentials are somebody's: those of nobody are the caller's address. */
  isSomebody(request: IncomingMessage): Promise<boolean>;
  /** Told of each request that is served after the others. */
  servedLast(): void;
  /** How long one of them waits for the others at most, in milliseconds; 25 unless told otherwise. */
  patienceMs?: number;
}

/** More callers than this are not remembered, nor more addresses. */
const mostCallers = 10_000;

export function openManners({ isSomebody, servedLast, patienceMs = 25 }: MannersOptions): Manners {
  const callers = openStandings(mostCallers);
  const addresses = openStandings(mostCallers);
  const lanes = openLanes(patienceMs);

  const atFirst = (key: string | null, address: string) =>
    (key === null ? undefined : callers.find(key)) ?? addresses.find(address);
  const standingOf = async (request: IncomingMessage, key: string | null): Promise<Standing> => {
    if (key !== null && (callers.find(key) || (await isSomebody(request)))) return callers.of(key);
    return addresses.of(addressOf(request));
  };
  const last = (work: () => Promise<Answer>) => {
    servedLast();
    return lanes.last(work);
  };
  return {
    async during(request, work) {
      const key = keyOf(request);
      const before = atFirst(key, addressOf(request));
      const answer = await (before && isUnruly(before) ? last(work) : lanes.first(work));
      if (answer.status < 500) note(await standingOf(request, key), isRefused(answer));
      return answer;
    },
  };
}

function addressOf({ socket }: IncomingMessage): string {
  return socket.remoteAddress ?? '';
}

/** What a request says of who sends it; null: nothing. */
function keyOf({ headers: { authorization, cookie } }: IncomingMessage): string | null {
  const said = authorization ?? cookie;
  return said === undefined ? null : tokenHash(said);
}

/** What is turned away, but not for what it is: an outage, what is asked too often, and a first step of two. */
const forgiven = new Set(['OK', 'UNAVAILABLE', 'INTERNAL', 'RATE_LIMITED', 'PERSISTED_QUERY_NOT_FOUND']);

function isRefused({ status, outcome }: Answer): boolean {
  return outcome === 'OK' ? status >= 400 : !forgiven.has(outcome);
}
