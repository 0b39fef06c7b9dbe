import type { Actor } from '@handoff/kit/actor';
import { brokenConstraint, type Db, type Reader, rows, type Tx, write } from '@handoff/kit/database/database';
import { append } from '@handoff/kit/event/append';
import { conflict } from '@handoff/kit/problem';
import { importRecords } from './import-records.ts';
import { type ImportResult, rejectedWhole } from './outcome.ts';
import { pieces, rounds } from './rounds.ts';
import { modelsMeant } from './standing.ts';
import type { ToldRecord } from './told.ts';

/** How many records share a transaction at most. */
const together = 100;

/** How many transactions are under way at once: while the database works for one, the next is judged. */
const atOnce = 2;

/** Does work in a transaction of its own, or in a part of one that can be undone by itself. */
type Within = <T>(work: (tx: Tx) => Promise<T>) => Promise<T>;

/** Undoes a dry run. */
class Undone extends Error {
  readonly results: ImportResult[];
  constructor(results: ImportResult[]) {
    super('a dry run ends');
    this.results = results;
  }
}

/** Brings records in, many with one transaction; what became of each, in their order, each followed by its versions. */
export async function importAll(db: Db, actor: Actor, records: readonly ToldRecord[]): Promise<ImportResult[]> {
  const within: Within = work => write(db, tx => unwaiting(tx, work));
  const results = await bringAll(await inRounds(db, records), { within, actor, lanes: atOnce });
  const all = records.flatMap(record => results.get(record) ?? []);
  await noteRefusals(db, actor, all);
  await settled(db);
  return all;
}

/** What importAll would answer: everything is done in one transaction, and that is undone. */
export async function rehearse(db: Db, actor: Actor, records: readonly ToldRecord[]): Promise<ImportResult[]> {
  try {
    return await write(db, async tx => {
      const within: Within = work => tx.transaction(work);
      const results = await bringAll(await inRounds(tx, records), { within, actor, lanes: 1 });
      throw new Undone(records.flatMap(record => results.get(record) ?? []));
    });
  } catch (error) {
    if (error instanceof Undone) return error.results;
    throw error;
  }
}

interface Means {
  within: Within;
  actor: Actor;
  lanes: number;
}

async function inRounds(reader: Reader, records: readonly ToldRecord[]): Promise<ToldRecord[][]> {
  const sane = records.filter(({ told }) => told !== null);
  const meant = await modelsMeant(
    reader,
    sane.flatMap(({ told }) => told ?? []),
  );
  return rounds(records, new Map(sane.map((record, i) => [record, meant[i] ?? []])));
}

async function bringAll(all: readonly ToldRecord[][], means: Means): Promise<Map<ToldRecord, ImportResult[]>> {
  const results = new Map<ToldRecord, ImportResult[]>();
  for (const round of all) {
    const queue = pieces(round, together);
    const lane = async () => {
      for (let next = queue.shift(); next; next = queue.shift()) {
        const answers = await bringIn(next, means);
        next.forEach((record, i) => void results.set(record, answers[i] ?? []));
      }
    };
    await Promise.all(Array.from({ length: means.lanes }, lane));
  }
  return results;
}

/** Brings records in together; where that fails, each alone, so that only the one that it fails for is left out. */
async function bringIn(records: readonly ToldRecord[], means: Means): Promise<ImportResult[][]> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await means.within(tx => importRecords(tx, means.actor, records));
    } catch (error) {
      const isTaken = unique.has(brokenConstraint(error) ?? '');
      // Whoever came first has committed by now: the second attempt finds what they made.
      if (isTaken && attempt === 1) continue;
      if (records.length > 1) return bringApart(records, means);
      if (!isTaken) throw error;
      return records.map(record => rejectedWhole(record, conflict('NAME_TAKEN', taken)));
    }
  }
}

async function bringApart(records: readonly ToldRecord[], means: Means): Promise<ImportResult[][]> {
  const results: ImportResult[][] = [];
  for (const record of records) results.push(...(await bringIn([record], means)));
  return results;
}

const unique: ReadonlySet<string> = new Set(['model_name', 'version_number', 'version_ordinal', 'source_record']);
const taken = 'Somebody else registered the same at this moment: import it again.';

/** Does work in a transaction that does not wait for the disk: see settled. */
async function unwaiting<T>(tx: Tx, work: (tx: Tx) => Promise<T>): Promise<T> {
  await rows(tx, 'SET LOCAL synchronous_commit TO off');
  return work(tx);
}

/** Waits until the disk has all that was committed before: nobody is told of what a power cut could still take. */
async function settled(db: Db): Promise<void> {
  await rows(db, "SELECT pg_logical_emit_message(true, 'handoff', 'imported')");
}

async function noteRefusals(db: Db, actor: Actor, results: readonly ImportResult[]): Promise<void> {
  const refused = results.filter(({ problem }) => problem?.kind === 'NotAllowed');
  if (refused.length === 0) return;
  await write(db, tx =>
    append(tx, actor, {
      action: 'importModels.refused',
      subjectId: actor.id ?? 'system',
      modelId: null,
      summary: `was refused to import ${refused.length} records and versions`,
      detail: { externalIds: refused.slice(0, 20).map(({ externalId }) => externalId) },
      refused: true,
    }),
  );
}
