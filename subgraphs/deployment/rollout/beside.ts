import type { Tx } from '@handoff/kit/database/database';
import { IsNull, Not } from 'typeorm';
import { type PromotionRow, promotions } from '../promotion/table.ts';

/**
 * Why what serves somewhere cannot be changed on its own, in a sentence, or null: another version has a share of the
 * traffic and leads back to it, or it is itself on its way out. What a person moves all at once changes nothing before
 * it is confirmed. of.id: the promotion that is to be changed; left out: none.
 */
export async function beside(
  tx: Tx,
  { id, modelId, environmentId }: Pick<PromotionRow, 'modelId' | 'environmentId'> & { id?: string },
): Promise<string | null> {
  const place = { modelId, environmentId };
  const found = await tx.find(promotions, {
    where: [
      { ...place, state: 'ROLLING_OUT' },
      { ...place, state: 'LIVE', returningSince: Not(IsNull()) },
    ],
  });
  const other = found.find(each => each.id !== id && changes(each));
  if (!other) return null;
  const version = `Version ${other.evidence.version}`;
  if (other.state === 'LIVE') return `${version} is being rolled back there (${other.id}): wait until that is done.`;
  if (other.kind === 'RETIRE')
    return `${version} is being taken out of service there (${other.id}): confirm or roll back that one first.`;
  return `${version} is being rolled out beside it (${other.id}): roll back that one first.`;
}

function changes({ kind, strategy, executor }: PromotionRow): boolean {
  return kind === 'RETIRE' || strategy !== 'ALL_AT_ONCE' || executor !== 'MANUAL';
}
