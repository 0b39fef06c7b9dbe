import { columns } from '@handoff/kit/database/columns';
import { firstRow, type Tx } from '@handoff/kit/database/database';
import type { Problem } from '@handoff/kit/problem';
import { lastMove } from './case.ts';
import { wrongState } from './promotion.ts';
import { type PromotionRow, promotions } from './table.ts';

/** A promotion that is under way, and why the same cannot be asked for beside it. */
export interface AskedBefore {
  id: string;
  problem: Problem;
}

/** What was asked for before of a version, of one kind, and is under way; null: nothing. */
export async function askedBefore(
  tx: Tx,
  { versionId, environmentId, kind }: Pick<PromotionRow, 'versionId' | 'environmentId' | 'kind'>,
): Promise<AskedBefore | null> {
  const open = await firstRow<PromotionRow>(
    tx,
    `SELECT ${columns(promotions, 'p')} FROM deployment.promotion p WHERE version_id = $1 AND environment_id = $2 AND kind = $3
       AND state IN ('REQUESTED', 'BLOCKED', 'PENDING', 'APPROVED', 'ROLLING_OUT')`,
    [versionId, environmentId, kind],
  );
  if (!open) return null;
  const problem = wrongState(open.state, await lastMove(tx, open.id), open);
  return {
    id: open.id,
    problem: { ...problem, message: `This was asked for before (${open.id}). ${problem.message}` },
  };
}
