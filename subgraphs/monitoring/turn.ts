import type { Tx } from '@handoff/kit/database/database';
import { takeTurn as take } from '@handoff/kit/database/turn';

/** Waits until nobody else works under this name, and keeps them waiting until the commit. */
export function takeTurn(tx: Tx, name: string): Promise<void> {
  return take(tx, `monitoring: ${name}`);
}
