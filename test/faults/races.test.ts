import { race } from '@handoff/bench/races';
import { deploymentTables } from '@handoff/deployment/subgraph';
import { openDatabase } from '@handoff/kit/database/database';
import { testDatabase } from '@handoff/kit/testing/database';
import { expect, it } from 'vitest';

it('of 32 who approve, reject, withdraw and supersede at once, one wins, and the others hear who', async () => {
  const database = await testDatabase(deploymentTables);
  const db = await openDatabase({ url: database.url, tables: deploymentTables, poolSize: 32, takesTurns: false });
  try {
    const { wrong, outcomes } = await race(db, { races: 8, contenders: 32 });
    expect(wrong).toEqual([]);
    expect(Object.values(outcomes).reduce((sum, count) => sum + count, 0)).toBe(8);
  } finally {
    await db.destroy();
    await database.drop();
  }
});
