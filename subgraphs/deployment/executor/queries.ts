import { rows } from '@handoff/kit/database/database';
import type { Batch } from '@handoff/kit/loader';

/** How it goes with what is being carried out of promotions, as its last attempt found. The caller has judged them. */
export const orderDetailOf: Batch<string, string> = async (promotionIds, context) => {
  const sql = `SELECT o.promotion_id AS id, o.detail FROM deployment.rollout_order o
    WHERE o.promotion_id = ANY($1::text[]) AND o.state = 'DUE' AND o.detail IS NOT NULL`;
  const found = await rows<{ id: string; detail: string }>(context.db, sql, [promotionIds]);
  return new Map(found.map(({ id, detail }) => [id, detail]));
};
