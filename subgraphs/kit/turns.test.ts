import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { takeTurns } from './turns.ts';

const forever = 60_000;

it('lets as many work at once as it says, in the order in which they came', async () => {
  const turns = takeTurns(2, forever);
  const begun: number[] = [];
  let underWay = 0;
  let most = 0;
  const work = async (n: number) => {
    begun.push(n);
    most = Math.max(most, ++underWay);
    await sleep(1 + (n % 3));
    underWay--;
    return n;
  };
  const all = Array.from({ length: 12 }, (_, n) => n);
  expect(await Promise.all(all.map(n => turns.during(() => work(n))))).toEqual(all);
  expect([begun, most, underWay]).toEqual([all, 2, 0]);
});

it('tells how many could begin now', async () => {
  const turns = takeTurns(2, forever);
  let end = () => {};
  const long = turns.during(() => new Promise<void>(resolve => (end = resolve)));
  expect(turns.free()).toBe(1);
  const another = turns.during(async () => turns.free());
  expect([await another, turns.free()]).toEqual([0, 1]);
  end();
  await long;
  expect(turns.free()).toBe(2);
});

it('passes a failure on, and the turn to the next', async () => {
  const turns = takeTurns(1, forever);
  const failing = turns.during(() => Promise.reject(new Error('no')));
  const next = turns.during(async () => 'yes');
  await expect(failing).rejects.toThrow('no');
  expect(await next).toBe('yes');
});

it('does not let what takes long hold up the others, and counts its turn once', async () => {
  const turns = takeTurns(1, 20);
  let end = () => {};
  const long = turns.during(() => new Promise<void>(resolve => (end = resolve)));
  expect(await turns.during(async () => 'meanwhile')).toBe('meanwhile');
  end();
  await long;
  const order: string[] = [];
  const said = (what: string) => async () => {
    order.push(`${what} begins`);
    await sleep(1);
    order.push(`${what} ends`);
  };
  await Promise.all([turns.during(said('one')), turns.during(said('two'))]);
  expect(order).toEqual(['one begins', 'one ends', 'two begins', 'two ends']);
});
