import { system } from '@handoff/kit/actor';
import { type Command, done, execute } from '@handoff/kit/command';
import { type Ground, newContext } from '@handoff/kit/context';
import { rows } from '@handoff/kit/database/database';
import { type Loop, startLoop } from '@handoff/kit/loop';
import { isProblem } from '@handoff/kit/problem';
import { saveMoved } from '../promotion/save.ts';
import { stageOf } from '../promotion/stage.ts';
import type { Halt } from '../promotion/steps.ts';
import type { PromotionRow } from '../promotion/table.ts';
import { gatherRollout } from './gather.ts';
import { haltedBy, type RolloutFacts } from './holding.ts';
import { lockRollout } from './lock.ts';

const everyMs = 15_000;

/** Looks at every rollout whose step holds, and stops those whose new version a critical alert is open on. */
export function keepRolloutsWatched(ground: Ground): Loop {
  const round = async (signal: AbortSignal) => {
    await watchRollouts(ground, signal);
    return everyMs;
  };
  return startLoop({ name: 'Watching rollouts', log: ground.log, round });
}

/** One look at each of them; apart from the loop, for tests. */
export async function watchRollouts(ground: Ground, signal?: AbortSignal): Promise<void> {
  const held = await rows<{ id: string }>(
    ground.db,
    `SELECT id FROM deployment.promotion
     WHERE state = 'ROLLING_OUT' AND step_started_at IS NOT NULL AND returning_since IS NULL ORDER BY id`,
  );
  for (const { id: promotionId } of held) {
    if (signal?.aborted) return;
    const context = newContext(ground, system('rollout-watch'));
    const facts = await gatherRollout(context, promotionId);
    if (facts?.alerts) await execute(context, watchRollout(facts), { promotionId });
  }
}

/** Stops a rollout because of what is open on its new version, or lets it go on once that is over. */
function watchRollout({ alerts }: RolloutFacts): Command<{ promotionId: string }> {
  return {
    name: 'watchRollout',
    async run(tx, actor, { promotionId }) {
      const found = await lockRollout(tx, actor, promotionId);
      if (isProblem(found)) return found;
      const { row } = found;
      const halt = haltAfter(row, alerts ?? []);
      if (halt === undefined) return done(promotionId);
      await saveMoved(tx, actor, {
        ...(halt
          ? { action: 'promotion.rollout_stopped', summary: 'stopped the rollout of', move: 'STOP' }
          : { action: 'promotion.rollout_resumed', summary: 'let go on the rollout of', move: 'RESUME' }),
        found,
        after: { ...row, halt },
        note: halt?.message ?? 'No critical alert is open on the new version any more.',
      });
      return done(promotionId);
    },
  };
}

/** What holds the rollout from now on; undefined: the same as before. */
function haltAfter(row: PromotionRow, alerts: readonly string[]): Halt | null | undefined {
  if (stageOf(row) !== 'HOLDING' || row.halt?.by === 'EXECUTOR') return undefined;
  if (alerts.length === 0) return row.halt ? null : undefined;
  const message = haltedBy(alerts);
  return row.halt?.message === message ? undefined : { by: 'ALERT', message };
}
