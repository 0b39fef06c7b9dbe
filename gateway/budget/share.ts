import { addSpendings } from '@handoff/kit/access/spending';
import type { Db } from '@handoff/kit/database/database';
import type { Log } from '@handoff/kit/log';
import { type Loop, startLoop } from '@handoff/kit/loop';
import type { Budgets } from './budgets.ts';

const everyMs = 1000;

/** Tells other gateways what busy callers spent here, and hears what they spent there. Returns how many callers that were. */
export async function shareOnce(db: Db, budgets: Budgets): Promise<number> {
  const news = budgets.untold();
  if (news.length === 0) return 0;
  const known = await addSpendings(db, news);
  for (const { caller, amount } of news) budgets.learn(caller, known.get(caller) ?? 0, amount);
  return news.length;
}

/** Does so every second until stopped; no statement is sent while nobody is busy. */
export function keepSharing(db: Db, budgets: Budgets, log: Log): Loop {
  const round = async () => {
    await shareOnce(db, budgets);
    return everyMs;
  };
  return startLoop({ name: 'Sharing what callers spent', log, round, longestPause: 30_000 });
}
