import type { Spending } from '@handoff/kit/access/spending';
import type { Actor } from '@handoff/kit/actor';
import type { RateLimit } from '@handoff/kit/rate-limit';
import { LRUCache } from 'lru-cache';
import type { Refusal } from '../refusal.ts';
import { msUntilBack, spentBy } from './bucket.ts';
import { overBudget } from './refuse.ts';

/** What callers may ask for in a minute, by what they are. */
export type Limits = Readonly<Record<'person' | 'service', number>>;

export interface BudgetsOptions {
  limits: Limits;
  /** Milliseconds of a clock that only goes on. */
  clock?: () => number;
}

/** What each caller has spent, as this process knows it. Nothing here waits for anything. */
export interface Budgets {
  /** Takes a cost off the caller's budget, or takes nothing and says when there will be enough. */
  charge(actor: Actor, cost: number): RateLimit | Refusal;
  /** What other processes should hear of: of callers that spent a twentieth of their budget since they last did. */
  untold(): Spending[];
  /** What all processes together let a caller spend. told: how much of it was this process's news. */
  learn(caller: string, amount: number, told: number): void;
}

interface Account {
  caller: string;
  amount: number;
  at: number;
  limit: number;
  /** What was spent since the other processes heard of it. */
  untold: number;
}

/** More callers than this are not remembered; those who asked last are. */
const mostCallers = 20_000;
const worthTelling = 1 / 20;

/** Opens the budgets, all of them whole. */
export function openBudgets({ limits, clock = () => performance.now() }: BudgetsOptions): Budgets {
  const accounts = new LRUCache<string, Account>({ max: mostCallers });
  const busy = new Set<Account>();
  const accountOf = (caller: string, kind: Actor['kind']) => {
    const known = accounts.get(caller);
    if (known) return known;
    const limit = kind === 'person' ? limits.person : limits.service;
    const fresh = { caller, amount: 0, at: clock(), limit, untold: 0 };
    accounts.set(caller, fresh);
    return fresh;
  };
  return {
    charge(actor, cost) {
      const account = accountOf(actor.id ?? '', actor.kind);
      const now = clock();
      account.amount = spentBy(now, account, account.limit);
      account.at = now;
      const { limit } = account;
      if (account.amount + cost > limit) return overBudget(standing(account, cost), account.amount + cost - limit);
      account.amount += cost;
      account.untold += cost;
      if (account.untold >= limit * worthTelling) busy.add(account);
      return standing(account, cost);
    },
    untold() {
      const due = [...busy];
      busy.clear();
      return due.map(each => ({ caller: each.caller, amount: each.untold, perMinute: each.limit }));
    },
    learn(caller, amount, told) {
      const account = accounts.get(caller);
      if (!account) return;
      account.untold = Math.max(0, account.untold - told);
      const now = clock();
      account.amount = Math.max(spentBy(now, account, account.limit), amount + account.untold);
      account.at = now;
    },
  };
}

function standing({ amount, limit }: Account, cost: number): RateLimit {
  const resetAt = new Date(Date.now() + msUntilBack(amount, limit));
  return { cost, limit, remaining: Math.max(0, Math.floor(limit - amount)), resetAt };
}
