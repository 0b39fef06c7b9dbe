import { type Db, rows } from '@handoff/kit/database/database';
import type { ReadyReport } from './gateway.ts';

const patienceMs = 900;

/** Whether the database answers, within 0.9 s. */
export async function readinessOf(db: Db): Promise<ReadyReport> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>(resolve => {
    timer = setTimeout(resolve, patienceMs, 'no answer within 0.9 s');
  });
  const asked = rows(db, 'SELECT 1').then(
    () => 'ready',
    () => 'cannot be reached',
  );
  const database = await Promise.race([asked, late]).finally(() => clearTimeout(timer));
  return { ready: database === 'ready', parts: { database } };
}
