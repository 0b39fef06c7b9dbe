import type { Actor } from '@handoff/kit/actor';
import type { Tx } from '@handoff/kit/database/database';
import { isProblem } from '@handoff/kit/problem';
import { lockCase } from '../promotion/case.ts';
import { saveMoved } from '../promotion/save.ts';
import type { PromotionRow } from '../promotion/table.ts';

/** Ends a promotion whose version was live until another took its place. */
export async function supersede(tx: Tx, actor: Actor, of: { id: string; by: PromotionRow }): Promise<void> {
  const found = await lockCase(tx, actor, of.id);
  if (isProblem(found) || found.row.state !== 'LIVE') return;
  await saveMoved(tx, actor, {
    action: 'promotion.superseded',
    summary: 'replaced',
    move: 'SUPERSEDE',
    from: 'LIVE',
    after: { ...found.row, state: 'SUPERSEDED', endedAt: new Date() },
    given: found.given,
    note: `Version ${of.by.evidence.version} took its place.`,
  });
}
