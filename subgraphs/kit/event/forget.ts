import type { Db } from '../database/database.ts';
import { rows } from '../database/database.ts';
import type { Log } from '../log.ts';
import { type Loop, startLoop } from '../loop.ts';

const everyTenMinutes = 600_000;

/** Lets go of the answers that were kept for idempotency keys more than 24 h ago. */
export async function forgetKeys(db: Db): Promise<void> {
  await rows(db, "DELETE FROM event.idempotency WHERE at < now() - interval '24 hours'");
}

/** Does so every ten minutes until stopped. */
export function keepForgetting(db: Db, log: Log): Loop {
  const round = async () => {
    await forgetKeys(db);
    return everyTenMinutes;
  };
  return startLoop({ name: 'Forgetting old idempotency keys', log, round });
}
