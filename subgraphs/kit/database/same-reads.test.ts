import fc from 'fast-check';
import type { QueryResult } from 'pg';
import { expect, it } from 'vitest';
import { SameReads } from './same-reads.ts';

/** A read on its way: who sends it decides when it leaves and when it is answered. */
interface Sent {
  sql: string;
  leave(): void;
  answer(rows: object[]): void;
  fail(error: Error): void;
}

function reads() {
  const sent: Sent[] = [];
  const same = new SameReads((sql, _, leave) => {
    return new Promise((resolve, reject) => {
      const answer = (rows: object[]) => resolve({ rows } as QueryResult);
      sent.push({ sql, leave, answer, fail: reject });
    });
  });
  return { sent, ask: async (sql: string, ...values: unknown[]) => (await same.ask(sql, values)).rows };
}

const rest = () => new Promise<void>(resolve => setImmediate(resolve));

it('sends once what is asked again before it left, and nothing that differs', async () => {
  const { sent, ask } = reads();
  const all = [ask('a', 1), ask('a', 1), ask('a', 2), ask('b', 1), ask('a', '1')];
  expect(sent.map(({ sql }) => sql)).toEqual(['a', 'a', 'b', 'a']);
  for (const [n, each] of sent.entries()) each.answer([{ n }]);
  expect((await Promise.all(all)).map(([row]) => row.n)).toEqual([0, 0, 1, 2, 3]);
});

it('gives each asker rows of his own', async () => {
  const { sent, ask } = reads();
  const [one, other] = [ask('a'), ask('a')];
  sent[0]?.answer([{ n: 1 }, { n: 2 }]);
  const first = await one;
  first[0].n = 'changed';
  first.pop();
  expect(await other).toEqual([{ n: 1 }, { n: 2 }]);
});

it('answers nobody with what was read before he asked: he waits for what is under way, and others join him', async () => {
  const { sent, ask } = reads();
  const early = ask('a');
  sent[0]?.leave();
  const [late, later] = [ask('a'), ask('a')];
  await rest();
  expect(sent).toHaveLength(1);
  sent[0]?.answer([{ n: 'early' }]);
  expect(await early).toEqual([{ n: 'early' }]);
  await rest();
  expect(sent).toHaveLength(2);
  sent[1]?.answer([{ n: 'late' }]);
  expect(await Promise.all([late, later])).toEqual([[{ n: 'late' }], [{ n: 'late' }]]);
});

it('does not wait long for what is under way', async () => {
  const { sent, ask } = reads();
  void ask('a');
  sent[0]?.leave();
  const second = ask('a');
  while (sent.length < 2) await new Promise(resolve => setTimeout(resolve, 5));
  sent[1]?.answer([]);
  expect(await second).toEqual([]);
});

it('tells all askers of a failure, and begins anew with the next', async () => {
  const { sent, ask } = reads();
  const all = Promise.allSettled([ask('a'), ask('a')]);
  sent[0]?.fail(new Error('no connection'));
  expect((await all).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  const next = ask('a');
  expect(sent).toHaveLength(2);
  sent[1]?.answer([{ n: 1 }]);
  expect(await next).toEqual([{ n: 1 }]);
});

/** One line to the database: a read leaves when the one before it has ended. Each answer says when its read left. */
function line(sent: readonly Sent[]) {
  const leftAt: number[] = [];
  let ended = 0;
  const isGone = () => leftAt.length > ended;
  return {
    leave(clock: number) {
      if (isGone() || leftAt.length === sent.length) return;
      sent[leftAt.length]?.leave();
      leftAt.push(clock);
    },
    end(isWell: boolean) {
      if (!isGone()) return;
      if (isWell) sent[ended]?.answer([{ leftAt: leftAt[ended] }]);
      else sent[ended]?.fail(new Error('lost'));
      ended++;
    },
    isIdle: () => ended === sent.length,
  };
}

it('never answers with what left before the asker came, whatever comes in whatever order', async () => {
  const move = fc.constantFrom('ask', 'leave', 'answer', 'fail');
  await fc.assert(
    fc.asyncProperty(fc.array(move, { maxLength: 40 }), async moves => {
      const { sent, ask } = reads();
      const { leave, end, isIdle } = line(sent);
      const late: Promise<boolean>[] = [];
      let clock = 0;
      const carryOut = async (each: string) => {
        const now = clock++;
        if (each === 'ask') late.push(ask('a').then(([row]) => row.leftAt < now, isOther));
        else if (each === 'leave') leave(now);
        else end(each === 'answer');
        await rest();
      };
      for (const each of moves) await carryOut(each);
      while (!isIdle()) for (const each of ['leave', 'answer']) await carryOut(each);
      expect(await Promise.all(late)).toEqual(late.map(() => false));
    }),
    { numRuns: 200 },
  );
});

/** Whether something else went wrong than what the line lost. */
function isOther(error: Error): boolean {
  return error.message !== 'lost';
}
