import { type Actor, system } from '@handoff/kit/actor';
import { type Ground, newContext } from '@handoff/kit/context';
import { alone } from '@handoff/kit/database/alone';
import { firstRow, rows, write } from '@handoff/kit/database/database';
import { append } from '@handoff/kit/event/append';
import type { Subgraph } from '@handoff/kit/subgraph';
import { execute, parse, validate } from 'graphql';
import { seedDemo } from './seed.ts';
import type { SeedGraph } from './seeding.ts';

export interface SeedOptions {
  ground: Ground;
  subgraphs: readonly Subgraph[];
  /** The admin service account, which puts in what no person of the demo does. */
  adminId: string;
}

/** One lock for all processes that might seed the same database; the number is ours alone. */
const seedingLock = 7_246_310_954;
const began = 'demo.seeding-began';
const ended = 'demo.seeded';

/**
 * Puts in the demo catalogue when the database holds nothing yet; one that was interrupted is completed.
 * Of several processes that start at once one does it, and the others wait. Returns whether it did anything.
 */
export function seedOnce(options: SeedOptions): Promise<boolean> {
  return alone(options.ground.db, seedingLock, () => seedIfNeeded(options));
}

async function seedIfNeeded(options: SeedOptions): Promise<boolean> {
  const { db } = options.ground;
  const state = await firstRow<{ began: boolean; ended: boolean; empty: boolean }>(
    db,
    `SELECT EXISTS (SELECT FROM event.entry WHERE action = $1) AS began,
       EXISTS (SELECT FROM event.entry WHERE action = $2) AS ended,
       NOT EXISTS (SELECT FROM access.model) AND NOT EXISTS (SELECT FROM access.person) AS empty`,
    [began, ended],
  );
  if (!state || state.ended || !(state.began || state.empty)) return false;
  if (!state.began) await note(options, began, 'began to put in the demo catalogue');
  await seedDemo(graphOf(options));
  await forgetPast(options);
  await note(options, ended, 'put in the demo catalogue');
  return true;
}

/** What the demo tells as past was never news to anybody: only what waits for an answer is told when the bot comes. */
async function forgetPast({ ground }: SeedOptions): Promise<void> {
  await rows(
    ground.db,
    `DELETE FROM event.notification WHERE subject_id NOT IN (
       SELECT id FROM access.assignment WHERE state = 'PROPOSED'
       UNION ALL SELECT id FROM deployment.promotion WHERE state IN ('BLOCKED', 'PENDING'))`,
  );
}

async function note({ ground, adminId }: SeedOptions, action: string, summary: string): Promise<void> {
  await write(ground.db, tx => append(tx, system('seed'), { action, summary, subjectId: adminId, modelId: null }));
}

/** Runs documents on the subgraph that understands them, in this process. */
function graphOf({ ground, subgraphs, adminId }: SeedOptions): SeedGraph {
  return {
    async run<T>(as: string | null, source: string, variableValues: Record<string, unknown>) {
      const document = parse(source);
      const subgraph = subgraphs.find(each => validate(each.schema, document).length === 0);
      if (!subgraph) throw new Error(`No subgraph understands this document of the demo catalogue: ${source}`);
      const contextValue = newContext(ground, seeder(as ?? adminId));
      const answer = await execute({ schema: subgraph.schema, document, variableValues, contextValue });
      if (answer.errors) throw new Error(answer.errors.map(error => error.message).join('\n'));
      return answer.data as T;
    },
  };
}

function seeder(id: string): Actor {
  const kind = id.startsWith('svc_') ? 'service' : 'person';
  return { kind, id, name: 'Demo', via: 'SYSTEM', requestId: 'seed', limitedTo: null };
}
