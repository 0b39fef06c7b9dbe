import { randomBytes } from 'node:crypto';
import { type Db, openDatabase, rows } from '@handoff/kit/database/database';
import { verifyTrail } from '@handoff/kit/event/verify';
import { createGraphClient } from '@handoff/kit/graph-client';
import { until } from '../house.ts';

/** Changes that are tried again and again, whatever happens meanwhile. */
export interface Tries {
  /** Eight at once, as a pool is used; of each what came of it: `done`, or the code of what was said. */
  some(): Promise<string[]>;
  /** Throws unless eight at once are done. */
  allDone(): Promise<void>;
  /** The status of /readyz. */
  readiness(): Promise<number>;
  /** Names of the models that were acknowledged as registered. */
  acknowledged: readonly string[];
  close(): Promise<void>;
}

const register =
  'mutation ($input: RegisterModelInput!) { registerModel(input: $input) { model { id } problem { message } } }';

type Registered = { registerModel: { model: object | null } | null };

/** Tries them on a house. */
export function openTries(url: string, token: string): Tries {
  const graph = createGraphClient({ url, token, via: 'GRAPHQL' });
  const acknowledged: string[] = [];
  const one = async () => {
    const input = { name: `fault-${randomBytes(6).toString('hex')}`, task: 'OTHER', riskTier: 'MINIMAL' };
    const answer = await graph.request<Registered>(register, { input }, { signal: AbortSignal.timeout(40_000) });
    if (answer.kind === 'Unreachable') return answer.message;
    if (answer.kind === 'Refused') return answer.code;
    if (!answer.data.registerModel?.model) return answer.errors[0]?.code ?? 'a problem';
    acknowledged.push(input.name);
    return 'done';
  };
  const some = () => Promise.all(Array.from({ length: 8 }, one));
  return {
    some,
    allDone: async () => {
      const said = new Set(await some());
      if (said.size !== 1 || !said.has('done')) throw new Error(`not all were done: ${[...said].join(', ')}`);
    },
    readiness: async () => (await fetch(`${url}/readyz`)).status,
    acknowledged,
    close: () => graph.close(),
  };
}

/** What is wrong after all that was tried: acknowledged and not there, there and without its entry, or a broken trail. */
export async function wrongAfter(databaseUrl: string, acknowledged: readonly string[]): Promise<string[]> {
  const db = await openDatabase({ url: databaseUrl, tables: [] });
  try {
    return [...(await wrongModels(db, acknowledged)), ...(await wrongTrail(db))];
  } finally {
    await db.destroy();
  }
}

async function wrongModels(db: Db, acknowledged: readonly string[]): Promise<string[]> {
  const [found] = await rows<{ kept: number; models: number; events: number }>(
    db,
    `SELECT (SELECT count(*) FROM registry.model WHERE name = ANY($1::text[])) AS kept,
       (SELECT count(*) FROM registry.model WHERE name LIKE 'fault-%') AS models,
       (SELECT count(*) FROM event.entry WHERE action = 'model.registered' AND NOT refused) AS events`,
    [acknowledged],
  );
  const { kept = 0, models = 0, events = 0 } = found ?? {};
  return [
    ...(kept === acknowledged.length ? [] : [`${acknowledged.length - kept} acknowledged models are lost`]),
    ...(models === events ? [] : [`there are ${models} models and ${events} entries that tell of one`]),
  ];
}

/** Waits until all is sealed. */
async function wrongTrail(db: Db): Promise<string[]> {
  const { broken } = await until(async () => {
    const found = await verifyTrail(db);
    if (found.unsealed > 0) throw new Error(`${found.unsealed} entries are not sealed`);
    return found;
  });
  return broken ? [broken.explanation] : [];
}
