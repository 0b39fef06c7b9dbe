import type { Actor } from '@handoff/kit/actor';
import { brokenConstraint, type Db, rows, type Tx, write } from '@handoff/kit/database/database';
import { append } from '@handoff/kit/event/append';
import { conflict, isProblem, type Problem } from '@handoff/kit/problem';
import { importRecord } from './import-record.ts';
import { type ImportResult, rejectedWhole } from './outcome.ts';
import type { ToldRecord } from './told.ts';

/** How many records are brought in at once, each in a transaction of its own. */
const atOnce = 3;

class Refused extends Error {
  readonly problem: Problem;
  constructor(problem: Problem) {
    super('a record was refused');
    this.problem = problem;
  }
}

/** Undoes a dry run. */
class Undone extends Error {
  readonly results: ImportResult[];
  constructor(results: ImportResult[]) {
    super('a dry run ends');
    this.results = results;
  }
}

async function orRefuse(tx: Tx, actor: Actor, record: ToldRecord): Promise<ImportResult[]> {
  const outcome = await importRecord(tx, actor, record);
  if (isProblem(outcome)) throw new Refused(outcome);
  return outcome;
}

const unique: ReadonlySet<string> = new Set(['model_name', 'version_number', 'version_ordinal', 'source_record']);

/** What an error means for the record it came from; what is no refusal is thrown on. */
function refusal(error: unknown, record: ToldRecord): ImportResult[] {
  if (error instanceof Refused) return rejectedWhole(record, error.problem);
  if (!unique.has(brokenConstraint(error) ?? '')) throw error;
  const message = 'Somebody else registered the same at this moment: import it again.';
  return rejectedWhole(record, conflict('NAME_TAKEN', message));
}

/** As orRefuse, but the transaction does not wait for the disk: see settled. */
async function unwaiting(tx: Tx, actor: Actor, record: ToldRecord): Promise<ImportResult[]> {
  await rows(tx, 'SET LOCAL synchronous_commit TO off');
  return orRefuse(tx, actor, record);
}

/** Waits until the disk has all that was committed before: nobody is told of what a power cut could still take. */
async function settled(db: Db): Promise<void> {
  await rows(db, "SELECT pg_logical_emit_message(true, 'handoff', 'imported')");
}

async function bringIn(db: Db, actor: Actor, record: ToldRecord): Promise<ImportResult[]> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await write(db, tx => unwaiting(tx, actor, record));
    } catch (error) {
      // Whoever came first has committed by now: the second attempt finds what they made.
      if (attempt === 1 && unique.has(brokenConstraint(error) ?? '')) continue;
      return refusal(error, record);
    }
  }
}

/** Brings records in, each in a transaction of its own; those that mean the same model, one after the other. */
export async function importAll(db: Db, actor: Actor, records: readonly ToldRecord[]): Promise<ImportResult[]> {
  const queue = independent(records);
  const results = new Map<string, ImportResult[]>();
  const work = async () => {
    for (let next = queue.shift(); next; next = queue.shift())
      for (const record of next) results.set(record.path, await bringIn(db, actor, record));
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  const all = records.flatMap(({ path }) => results.get(path) ?? []);
  await noteRefusals(db, actor, all);
  await settled(db);
  return all;
}

/** Records in groups that have no source and no name in common; within a group they keep their order. Pure. */
export function independent(records: readonly ToldRecord[]): ToldRecord[][] {
  const groupOf = new Map<string, { members: ToldRecord[] }>();
  const groups = new Set<{ members: ToldRecord[] }>();
  for (const record of records) {
    const found = new Set(keysOf(record).flatMap(key => groupOf.get(key) ?? []));
    const group = { members: [...[...found].flatMap(({ members }) => members), record] };
    for (const old of found) groups.delete(old);
    groups.add(group);
    for (const member of group.members) for (const key of keysOf(member)) groupOf.set(key, group);
  }
  return [...groups].map(({ members }) => members.toSorted((a, b) => records.indexOf(a) - records.indexOf(b)));
}

function keysOf({ told }: ToldRecord): string[] {
  return told ? [`name ${told.name}`, `source ${told.source.system} ${told.source.externalId}`] : [];
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

/** What importAll would answer: everything is done in one transaction, and that is undone. */
export async function rehearse(db: Db, actor: Actor, records: readonly ToldRecord[]): Promise<ImportResult[]> {
  try {
    return await write(db, async tx => {
      const results: ImportResult[] = [];
      for (const record of records) results.push(...(await rehearseOne(tx, actor, record)));
      throw new Undone(results);
    });
  } catch (error) {
    if (error instanceof Undone) return error.results;
    throw error;
  }
}

async function rehearseOne(tx: Tx, actor: Actor, record: ToldRecord): Promise<ImportResult[]> {
  try {
    return await tx.transaction(savepoint => orRefuse(savepoint, actor, record));
  } catch (error) {
    return refusal(error, record);
  }
}
