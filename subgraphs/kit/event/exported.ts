import { type Db, firstRow, read } from '../database/database.ts';
import { type BrokenEntry, type ChainState, chainStart } from './chain.ts';
import type { EntryRow } from './table.ts';
import { sealedEntries } from './verify.ts';
import { Walk } from './walk.ts';

const format = 'handoff-trail-1';

/** The first line of an export: what comes before its first entry. */
interface Begin {
  trail: typeof format;
  after: ChainState;
}

/** The last line: the entry that it ends with, which says that nothing is cut off. */
interface End {
  end: ChainState & { sealedAt: string | null };
}

/**
 * Writes the sealed trail after an entry (0: all of it) as lines of JSON, on one snapshot, in batches: a line that
 * says where it begins, one for each entry, and one with the head. Answers the head. Throws a RangeError when there is
 * no such entry.
 */
export function exportTrail(db: Db, after: number, write: (line: string) => Promise<void>): Promise<ChainState> {
  return read(db, async tx => {
    let state = after === 0 ? chainStart : await firstRow<ChainState>(tx, oneSql, [after]);
    if (!state) throw new RangeError(`The trail has no entry ${after}.`);
    await write(JSON.stringify({ trail: format, after: state } satisfies Begin));
    let sealedAt: string | null = null;
    for await (const next of sealedEntries(tx, after)) {
      for (const entry of next) await write(JSON.stringify(entry));
      const last = next.at(-1);
      state = { seq: last?.seq ?? state.seq, hash: last?.hash ?? state.hash };
      sealedAt = last?.sealedAt?.toISOString() ?? null;
    }
    await write(JSON.stringify({ end: { ...state, sealedAt } } satisfies End));
    return state;
  });
}

const oneSql = 'SELECT seq, hash FROM event.entry WHERE seq = $1';

/** What an export proves by itself, without any database. */
export interface ExportVerification {
  /** Where it begins: entries after this one are in it. */
  after: ChainState;
  checked: number;
  head: ChainState;
  broken: BrokenEntry | null;
}

/** A line that is none of an export's, with what is wrong with it. */
export class NoExport extends Error {
  override readonly name = 'NoExport';
}

/**
 * Follows the chain through the lines of an export, one at a time, and holds it against heads that were kept elsewhere.
 * Throws NoExport, naming the line, for a text that is no export, and a RangeError for a head of an entry before it.
 */
export async function verifyExport(
  lines: AsyncIterable<string>,
  heads: readonly ChainState[] = [],
): Promise<ExportVerification> {
  let walk: Walk | null = null;
  let after = chainStart;
  let end: ChainState | null = null;
  let number = 0;
  for await (const text of lines) {
    number += 1;
    if (text.trim() === '') continue;
    const line = parsed(text, number);
    if (end) throw new NoExport(`Line ${number} comes after the end of the export: is it two exports in one file?`);
    if (walk === null) {
      after = beginOf(line, number);
      refuseEarlier(after, heads);
      walk = new Walk(after, heads);
    } else if ('end' in line) end = stateOf(line.end, number);
    else {
      const broken = walk.add([entryOf(line, number)]);
      if (broken) return { after, checked: broken.seq - 1 - after.seq, head: walk.state, broken };
    }
  }
  if (walk === null) throw new NoExport('The file is empty: make an export with "handoff audit export".');
  return { after, checked: walk.state.seq - after.seq, head: walk.state, broken: walk.end() ?? cut(walk.state, end) };
}

/** What lies before an export cannot be held against it: to pass over such a head would look like agreement. */
function refuseEarlier(after: ChainState, heads: readonly ChainState[]): void {
  const early = heads.find(({ seq }) => seq < after.seq);
  if (!early) return;
  const why = `The export begins after entry ${after.seq}, so that a head of entry ${early.seq} cannot be held against it`;
  throw new RangeError(`${why}: give one of entry ${after.seq} or later, or an export that begins before.`);
}

/** The end line says how far the export reached when it was written. */
function cut(state: ChainState, end: ChainState | null): BrokenEntry | null {
  if (end?.seq === state.seq && end.hash === state.hash) return null;
  const explanation = end
    ? `The export ends at entry ${state.seq}, but its last line names entry ${end.seq}: entries are missing, or the line was altered.`
    : `The export has no last line after entry ${state.seq}: it was cut off, or writing it did not finish.`;
  return { seq: state.seq + 1, id: null, fault: 'tail removed', explanation };
}

type Line = Record<string, unknown>;

function parsed(text: string, number: number): Line {
  let found: unknown;
  try {
    found = JSON.parse(text);
  } catch {
    throw new NoExport(`Line ${number} is no JSON: an export has one JSON object in each line.`);
  }
  if (typeof found === 'object' && found !== null && !Array.isArray(found)) return found as Line;
  throw new NoExport(`Line ${number} is no JSON object.`);
}

function beginOf(line: Line, number: number): ChainState {
  if (line.trail === format) return stateOf(line.after, number);
  throw new NoExport(`Line ${number} does not begin an export: it should hold "trail": "${format}".`);
}

function stateOf(value: unknown, number: number): ChainState {
  const { seq, hash } = (value ?? {}) as Partial<ChainState>;
  if (Number.isSafeInteger(seq) && typeof hash === 'string') return { seq: seq as number, hash };
  throw new NoExport(`Line ${number} should name an entry by "seq" and "hash".`);
}

/** An entry as its hash was made over it: its times are instants again. */
function entryOf(line: Line, number: number): EntryRow {
  const [at, sealedAt] = [instantOf(line.at), instantOf(line.sealedAt)];
  if (at && sealedAt && Number.isSafeInteger(line.seq)) return { ...line, at, sealedAt } as unknown as EntryRow;
  throw new NoExport(`Line ${number} is no entry: it should have a number "seq" and instants "at" and "sealedAt".`);
}

function instantOf(value: unknown): Date | null {
  const found = new Date(typeof value === 'string' ? value : Number.NaN);
  return Number.isNaN(found.getTime()) ? null : found;
}
