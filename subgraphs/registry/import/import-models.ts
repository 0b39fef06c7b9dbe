import { type Command, done, execute } from '@handoff/kit/command';
import type { Context } from '@handoff/kit/context';
import { invalid, type Problem } from '@handoff/kit/problem';
import type { ImportResult } from './outcome.ts';
import { importAll, rehearse } from './run.ts';
import { type RawRecord, readRecord } from './told.ts';

export interface ImportModels {
  records: RawRecord[];
  dryRun?: boolean | null;
  idempotencyKey?: string | null;
}

export interface Imported {
  results: ImportResult[];
  problem: Problem | null;
}

const most = 500;

// One import at a time in each process: the others wait here and not on connections of the pool.
let last: Promise<unknown> = Promise.resolve();

function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const turn = last.then(work);
  last = turn.catch(() => undefined);
  return turn;
}

/**
 * Brings records in, each with its own outcome. The same key and input get the same answer; the key is held while the
 * records go in.
 */
export async function importModels(context: Context, input: ImportModels): Promise<Imported> {
  const problem = tooMuch(input);
  if (problem) return { results: [], problem };
  return inTurn(() => (input.idempotencyKey ? once(context, input) : bring(context, input)));
}

function tooMuch({ records }: ImportModels): Problem | null {
  const versions = records.reduce((sum, record) => sum + (record.versions?.length ?? 0), 0);
  if (records.length > most)
    return invalid('records', `These are ${records.length} records: send ${most} at most in one call.`);
  if (versions > most) return invalid('records', `These are ${versions} versions: send ${most} at most in one call.`);
  return null;
}

async function bring(context: Context, { records, dryRun }: ImportModels): Promise<Imported> {
  const told = records.map(readRecord);
  const actor = { ...context.actor, via: 'IMPORT' as const };
  const results = await (dryRun ? rehearse(context.db, actor, told) : importAll(context.db, actor, told));
  context.loaders.clear();
  return { results, problem: null };
}

async function once(context: Context, input: ImportModels): Promise<Imported> {
  const command: Command<ImportModels> = {
    name: 'importModels',
    run: async () => {
      const { results } = await bring(context, input);
      return done(context.actor.id ?? 'system', { results: JSON.stringify(results) });
    },
  };
  const answer = await execute(context, command, input);
  return { results: JSON.parse(answer.also.results ?? '[]') as ImportResult[], problem: answer.problem };
}
