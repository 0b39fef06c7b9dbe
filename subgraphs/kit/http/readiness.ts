import { type Db, rows } from '../database/database.ts';

/** Whether requests can be answered, and what that hangs on. */
export interface ReadyReport {
  ready: boolean;
  /** Each part by name, with `ready` or what is wrong. It is public: no addresses, no names of people. */
  parts: Readonly<Record<string, string>>;
}

/** Says `ready`, or what is wrong; it may fail and take its time. */
export type Probe = () => Promise<string>;

const patienceMs = 900;

/** Whether the database answers, within 0.9 s. */
export async function readinessOf(db: Db): Promise<ReadyReport> {
  const database = await heard(() => databaseProbe(db));
  return { ready: database === 'ready', parts: { database } };
}

/**
 * Whether the database answers, and whether the other parts have answered once since the start: a part that fails
 * later is named, but must not take down all that goes on without it.
 */
export function readinessWith(db: Db, others: Readonly<Record<string, Probe>>): () => Promise<ReadyReport> {
  const met = new Set<string>();
  return async () => {
    // All at once: what is told is known within 0.9 s, whatever is silent.
    const probing = Object.entries(others).map(async ([name, probe]) => [name, await heard(probe)] as const);
    const [{ ready, parts }, ...probed] = await Promise.all([readinessOf(db), ...probing]);
    for (const [name, said] of probed) if (said === 'ready') met.add(name);
    return {
      ready: ready && Object.keys(others).every(name => met.has(name)),
      parts: { ...parts, ...Object.fromEntries(probed) },
    };
  };
}

async function databaseProbe(db: Db): Promise<string> {
  await rows(db, 'SELECT 1');
  return 'ready';
}

async function heard(probe: Probe): Promise<string> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>(resolve => {
    timer = setTimeout(resolve, patienceMs, 'no answer within 0.9 s');
  });
  const said = probe().catch(() => 'cannot be reached');
  return await Promise.race([said, late]).finally(() => clearTimeout(timer));
}
