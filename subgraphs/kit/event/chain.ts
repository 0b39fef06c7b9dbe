import { canonical, sha256 } from '../canonical.ts';
import type { EntryRow } from './table.ts';

/** What the first entry has for a previous hash. */
const genesis = '0'.repeat(64);

/** The parts of an entry that its hash covers: all but the two hashes, of which the one before is covered beside them. */
function covered(entry: EntryRow, seq: number): object {
  const { id, at, sealedAt, actorId, via, action, subjectId, modelId, summary, refused, changes, detail, requestId } =
    entry;
  const told = { action, subjectId, modelId, summary, refused, changes, detail };
  return { seq, id, at, sealedAt, actorId, via, requestId, ...told };
}

/** sha256 over the previous hash and the canonical entry, hexadecimal. Pure. */
export function entryHash(entry: EntryRow, seq: number, previousHash: string): string {
  return sha256(`${previousHash}\n${canonical(covered(entry, seq))}`);
}

export type Fault = 'altered' | 'removed' | 'moved' | 'tail removed' | 'head altered';

/** The first entry that is not what was sealed. */
export interface BrokenEntry {
  seq: number;
  id: string | null;
  fault: Fault;
  explanation: string;
}

export interface ChainState {
  seq: number;
  hash: string;
}

export const chainStart: ChainState = { seq: 0, hash: genesis };

/**
 * Follows the chain over sealed entries in order of seq, from a state. Returns the state after the last one,
 * or the first entry that breaks it. Pure.
 */
export function follow(state: ChainState, sealed: readonly EntryRow[]): ChainState | BrokenEntry {
  let { seq, hash } = state;
  for (const entry of sealed) {
    const broken = check(entry, { seq, hash });
    if (broken) return broken;
    seq += 1;
    hash = entry.hash ?? '';
  }
  return { seq, hash };
}

function check(entry: EntryRow, before: ChainState): BrokenEntry | null {
  const expected = before.seq + 1;
  if (entry.seq !== expected) {
    return {
      seq: expected,
      id: null,
      fault: 'removed',
      explanation: `Entry ${expected} is missing; the next one there is ${entry.seq}.`,
    };
  }
  const own = entryHash(entry, expected, entry.previousHash ?? '');
  if (entry.hash !== own) {
    return {
      seq: expected,
      id: entry.id,
      fault: 'altered',
      explanation: `Entry ${expected} (${entry.id}) does not match its hash: its content was altered.`,
    };
  }
  if (entry.previousHash !== before.hash) {
    const explanation = `Entry ${expected} (${entry.id}) does not follow entry ${before.seq}: an entry was inserted, moved or sealed anew.`;
    return { seq: expected, id: entry.id, fault: 'moved', explanation };
  }
  return null;
}

export function isBroken(result: ChainState | BrokenEntry): result is BrokenEntry {
  return 'fault' in result;
}
