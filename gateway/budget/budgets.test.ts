import type { Actor } from '@handoff/kit/actor';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isRefusal } from '../refusal.ts';
import { openBudgets } from './budgets.ts';

const ann: Actor = { kind: 'person', id: 'per_ann', name: 'Ann', via: 'GRAPHQL', requestId: 'r', limitedTo: null };
const bea: Actor = { ...ann, id: 'per_bea' };
const robot: Actor = { ...ann, kind: 'service', id: 'svc_robot' };

function opened(limits = { person: 600_000, service: 6_000_000 }) {
  const time = { now: 0 };
  return { time, budgets: openBudgets({ limits, clock: () => time.now }) };
}

describe('a budget', () => {
  test('is the caller’s own, by what they are, and says what is left', () => {
    const { budgets } = opened();
    expect(budgets.charge(ann, 100_000)).toMatchObject({ cost: 100_000, limit: 600_000, remaining: 500_000 });
    expect(budgets.charge(ann, 1)).toMatchObject({ cost: 1, remaining: 499_999 });
    expect(budgets.charge(bea, 1)).toMatchObject({ limit: 600_000, remaining: 599_999 });
    expect(budgets.charge(robot, 1)).toMatchObject({ limit: 6_000_000, remaining: 5_999_999 });
  });

  test('comes back evenly within a minute, and no further', () => {
    const { budgets, time } = opened();
    budgets.charge(ann, 600_000);
    time.now = 6_000;
    expect(budgets.charge(ann, 0)).toMatchObject({ remaining: 60_000 });
    time.now = 600_000;
    expect(budgets.charge(ann, 0)).toMatchObject({ remaining: 600_000 });
  });

  test('is not spent by what is refused, and says when there will be enough', () => {
    const { budgets, time } = opened();
    budgets.charge(ann, 550_000);
    const refusal = budgets.charge(ann, 100_000);
    expect(refusal).toMatchObject({
      kind: 'Refusal',
      status: 429,
      code: 'RATE_LIMITED',
      headers: { 'retry-after': '5' },
      told: { rateLimit: { cost: 100_000, limit: 600_000, remaining: 50_000 } },
      message:
        'This request may be answered with 100,000 values, and 50,000 are left of the 600,000 that you may ask for in a minute. Send it again in 5 s, or ask for shorter lists (first).',
    });
    expect(budgets.charge(ann, 50_000)).toMatchObject({ remaining: 0 });
    time.now = 10_000;
    expect(isRefusal(budgets.charge(ann, 100_000))).toBe(false);
  });

  test('says when all of it is back', () => {
    const { budgets } = opened();
    const before = Date.now();
    const { resetAt } = budgets.charge(ann, 60_000) as { resetAt: Date };
    expect(resetAt.getTime() - before).toBeGreaterThanOrEqual(6_000);
    expect(resetAt.getTime() - Date.now()).toBeLessThanOrEqual(6_000);
  });

  test('never lets more through in any minute than a whole budget and what came back', () => {
    const asked = fc.record({ cost: fc.integer({ min: 0, max: 100_000 }), after: fc.integer({ min: 0, max: 9_000 }) });
    fc.assert(
      fc.property(fc.array(asked, { maxLength: 60 }), all => {
        const { budgets, time } = opened();
        let let_through = 0;
        for (const { cost, after } of all) {
          time.now += after;
          if (!isRefusal(budgets.charge(ann, cost))) let_through += cost;
          expect(let_through).toBeLessThanOrEqual(600_000 + time.now * 10 + 1);
        }
      }),
    );
  });
});

describe('what others hear', () => {
  test('is told of callers that spent a twentieth since they last did', () => {
    const { budgets } = opened();
    budgets.charge(ann, 29_999);
    expect(budgets.untold()).toEqual([]);
    budgets.charge(ann, 1);
    expect(budgets.untold()).toEqual([{ caller: 'per_ann', amount: 30_000, perMinute: 600_000 }]);
    expect(budgets.untold()).toEqual([]);
  });

  test('is told again when it could not be told', () => {
    const { budgets } = opened();
    budgets.charge(ann, 30_000);
    budgets.untold();
    budgets.charge(ann, 10);
    expect(budgets.untold()).toEqual([{ caller: 'per_ann', amount: 30_010, perMinute: 600_000 }]);
  });

  test('counts what was spent elsewhere, and what was spent while it was told', () => {
    const { budgets } = opened();
    budgets.charge(ann, 30_000);
    const [news] = budgets.untold();
    budgets.charge(ann, 5);
    budgets.learn('per_ann', 400_000, news?.amount ?? 0);
    expect(budgets.charge(ann, 0)).toMatchObject({ remaining: 199_995 });
  });

  test('never gives back what was spent here', () => {
    const { budgets } = opened();
    budgets.charge(ann, 300_000);
    budgets.learn('per_ann', 1_000, 300_000);
    expect(budgets.charge(ann, 0)).toMatchObject({ remaining: 300_000 });
  });
});
