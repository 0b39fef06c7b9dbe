import { system } from '@handoff/kit/actor';
import { type Command, done, execute } from '@handoff/kit/command';
import { type Ground, newContext } from '@handoff/kit/context';
import { append } from '@handoff/kit/event/append';
import { type Loop, startLoop } from '@handoff/kit/loop';
import { isProblem } from '@handoff/kit/problem';
import { stageOf } from '../promotion/stage.ts';
import { promotions } from '../promotion/table.ts';
import { lockRollout } from '../rollout/lock.ts';
import { settle } from '../rollout/settle.ts';
import { claimOrder, leaseSeconds, letGo, putOff } from './claim.ts';
import type { Executors, Tools } from './executor.ts';
import { gatherOrder } from './gather.ts';
import { type Order, type Progress, pauseAfter } from './order.ts';
import { settleOrders } from './place-order.ts';
import { type OrderRow, orders } from './table.ts';

const pauseMs = 500;
/** What an attempt may take: well within its lease, so that it has ended before anybody else begins. */
const attemptMs = (leaseSeconds - 15) * 1000;

export interface Working {
  ground: Ground;
  executors: Executors;
  tools: Omit<Tools, 'signal'>;
}

/** Carries out what is ordered, in as many processes as there are, until stopped. */
export function keepCarryingOut(working: Working): Loop {
  const round = async (signal: AbortSignal) => ((await carryOutNext(working, signal)) ? 0 : pauseMs);
  return startLoop({ name: 'Carrying out rollouts', log: working.ground.log, round, longestPause: 5000 });
}

/** One attempt at the order that has waited longest; false: nothing is due. */
export async function carryOutNext(working: Working, stop?: AbortSignal): Promise<boolean> {
  const limit = AbortSignal.timeout(attemptMs);
  const row = await claimOrder(working.ground.db);
  if (!row) return false;
  const signal = stop ? AbortSignal.any([stop, limit]) : limit;
  const progress = await attempted(working, row, signal);
  await heard(working, row, stop?.aborted ? stopped : progress);
  return true;
}

const stopped: Progress = { kind: 'Later', detail: 'Handoff was stopped meanwhile.', afterSeconds: 0 };

async function attempted({ ground, executors, tools }: Working, row: OrderRow, signal: AbortSignal): Promise<Progress> {
  try {
    const order = await gatherOrder(newContext(ground, system('executor')), row);
    if (typeof order === 'string') return { kind: 'Failed', detail: order };
    return await carriedOut({ executors, ground, tools, order }, signal);
  } catch (error) {
    ground.log.warn({ err: error, order: row.id }, 'What a rollout needs could not be asked for; it is tried again.');
    return { kind: 'Later', detail: 'Handoff could not look up what the rollout needs just now.' };
  }
}

/** An attempt that breaks down may have changed something: that is put back when none of the next ones succeeds. */
async function carriedOut(
  { executors, ground, tools, order }: Working & { order: Order },
  signal: AbortSignal,
): Promise<Progress> {
  const executor = executors[order.executor];
  if (!executor) return { kind: 'Failed', detail: `This version of Handoff cannot carry out ${order.executor}.` };
  try {
    return await executor(order, { ...tools, signal });
  } catch (error) {
    ground.log.warn({ err: error, order: order.id }, 'An attempt at a rollout broke down; it is made again.');
    const memory = { ...order.memory, touched: true };
    return { kind: 'Later', detail: 'Handoff could not do it just now: its log says why.', memory };
  }
}

/** Keeps what came of an attempt; an order that had its day fails with what it was last waiting for. */
async function heard({ ground }: Working, row: OrderRow, progress: Progress): Promise<void> {
  if (progress.kind !== 'Later') return settled(ground, row, progress);
  const { detail, memory = row.memory, afterSeconds = pauseAfter(row.attempt) } = progress;
  const left = (row.giveUpAt.getTime() - Date.now()) / 1000;
  if (left <= 0) return settled(ground, { ...row, memory }, { kind: 'Failed', detail: `Given up: ${detail}` });
  const put = { detail: detail.slice(0, 4000), memory, afterSeconds: Math.min(afterSeconds, left) };
  const context = newContext(ground, system('executor'));
  await execute(context, putOffOrder(row, put), { promotionId: row.promotionId });
  await letGo(ground.db, row);
}

/** Notes what an attempt found. The trail tells of it when it is another thing than the last one found. */
function putOffOrder(row: OrderRow, put: Parameters<typeof putOff>[2]): Command<{ promotionId: string }> {
  return {
    name: 'putOffOrder',
    async run(tx, actor, { promotionId }) {
      if (!(await putOff(tx, row, put)) || put.detail === row.detail) return done(promotionId);
      const { modelId, evidence } = await tx.findOneByOrFail(promotions, { id: promotionId });
      await append(tx, actor, {
        action: 'promotion.rollout_waits',
        subjectId: promotionId,
        modelId,
        summary: `waits with the ${row.kind === 'BACK' ? 'rollback' : 'rollout'} of version ${evidence.version} of ${evidence.modelName}`,
        detail: { order: row.id, attempt: row.attempt, note: put.detail },
      });
      return done(promotionId);
    },
  };
}

type Ended = Exclude<Progress, { kind: 'Later' }>;

async function settled(ground: Ground, row: OrderRow, progress: Ended): Promise<void> {
  const context = newContext(ground, system('executor'));
  await execute(context, settleOrder(row, progress), { promotionId: row.promotionId });
  await letGo(ground.db, row);
}

function touchedBy({ memory }: OrderRow, progress: Ended): boolean {
  return memory.touched === true || (progress.kind === 'Failed' && progress.touched === true);
}

/** Ends an order as its attempt found it, unless it was called off or taken up by somebody else meanwhile. */
function settleOrder(row: OrderRow, progress: Ended): Command<{ promotionId: string }> {
  return {
    name: 'settleOrder',
    async run(tx, actor, { promotionId }) {
      const found = await lockRollout(tx, actor, promotionId);
      if (isProblem(found)) return found;
      const now = await tx.findOne(orders, { where: { id: row.id }, lock: { mode: 'pessimistic_write' } });
      const stage = row.kind === 'STEP' ? 'PLACING' : 'RETURNING';
      if (now?.state !== 'DUE' || now.fence !== row.fence || stageOf(found.row) !== stage) return done(promotionId);
      const succeeded = progress.kind === 'Done';
      await settleOrders(tx, promotionId, succeeded ? 'DONE' : 'FAILED');
      const outcome = { ...progress, succeeded, touched: touchedBy(row, progress) };
      await settle(tx, actor, { found, outcome });
      return done(promotionId);
    },
  };
}
