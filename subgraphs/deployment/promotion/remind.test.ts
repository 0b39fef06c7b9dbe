import { rows } from '@handoff/kit/database/database';
import type { TestDatabase } from '@handoff/kit/testing/database';
import { expect, it } from 'vitest';
import { officeForEach } from '../testing/each.ts';
import { type Dealings, type Office, of } from '../testing/office.ts';
import { remindDeciders } from './expire.ts';

let database: TestDatabase;
let office: Office;
let deal: Dealings;
officeForEach(found => {
  ({ database, office, deal } = found);
});

const inHours = (hours: number) => new Date(Date.now() + hours * 3_600_000);
const told = (id: string | undefined) =>
  rows<{ detail: { part: string; roles: string[] } }>(
    database.db,
    "SELECT detail FROM event.notification WHERE subject_id = $1 AND kind = 'promotion.reminded' ORDER BY id",
    [id],
  );

it('reminds who may still decide at half and nine tenths of the time, and not once it is decided', async () => {
  const requested = await deal.request();
  const id = requested.promotion?.id;
  expect(await remindDeciders(database.db, inHours(30))).toBe(0);
  expect(await remindDeciders(database.db, inHours(37))).toBe(1);
  await office.change(office.scientist, 'decidePromotion', {
    ...of(requested),
    ...{ decision: 'APPROVE', evidenceDigest: requested.promotion?.evidenceDigest },
  });
  expect(await remindDeciders(database.db, inHours(66))).toBe(1);
  expect((await told(id)).map(({ detail }) => [detail.part, detail.roles])).toEqual([
    ['HALF', ['data-scientist', 'it-ops']],
    ['NINE_TENTHS', ['it-ops']],
  ]);
  await rows(database.db, "UPDATE deployment.promotion SET state = 'WITHDRAWN' WHERE id = $1", [id]);
  await rows(database.db, 'DELETE FROM event.reminder');
  expect(await remindDeciders(database.db, inHours(66))).toBe(0);
});
