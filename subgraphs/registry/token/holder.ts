import { firstRow, type Tx } from '@handoff/kit/database/database';
import { storable } from '@handoff/kit/database/text';

/** Who a token would belong to. */
export interface Holder {
  id: string;
  name: string;
  active: boolean;
}

/** Locks a person or service account, so that their tokens are counted and ended by one at a time; null: nobody. */
export function lockHolder(tx: Tx, id: string): Promise<Holder | null> {
  const sql = id.startsWith('svc_')
    ? 'SELECT id, name, true AS active FROM access.service_account WHERE id = $1 FOR NO KEY UPDATE'
    : 'SELECT id, name, active FROM access.person WHERE id = $1 FOR NO KEY UPDATE';
  return firstRow(tx, sql, [storable(id)]);
}
