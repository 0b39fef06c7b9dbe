import { rows, write } from '@handoff/kit/database/database';
import { followDue } from '@handoff/kit/event/follow';
import { sealDue } from '@handoff/kit/event/seal';
import { newId } from '@handoff/kit/id';
import type { TestDatabase } from '@handoff/kit/testing/database';
import { ground } from '@handoff/kit/testing/graph';
import { describe, expect, it } from 'vitest';
import { officeForEach } from '../testing/each.ts';
import { type Dealings, type Office, of } from '../testing/office.ts';
import { expireDue } from './expire.ts';
import { evidenceFollower } from './reactions.ts';

let database: TestDatabase;
let office: Office;
let deal: Dealings;
officeForEach(of => {
  ({ database, office, deal } = of);
});

describe('waiving', () => {
  it('lets a failed check pass for what it says, by who may, and is part of the evidence', async () => {
    office.first.card.missing = ['limitations'];
    const asked = await deal.request();
    const waive = (as: string, check = 'DOCUMENTED') =>
      office.change(as, 'waiveCheck', { ...of(asked), check, reason: 'It is in the wiki' });
    expect((await waive(office.ops)).problem).toMatchObject({ rule: 'check-waive' });
    expect((await waive(office.risk, 'HOSTED')).problem).toMatchObject({ __typename: 'InvalidInput', field: 'check' });
    const waived = await waive(office.risk);
    expect(waived.promotion).toMatchObject({
      state: 'PENDING',
      checks: expect.arrayContaining([
        expect.objectContaining({
          kind: 'DOCUMENTED',
          passed: false,
          waiverReason: 'It is in the wiki',
          waivedBy: { id: office.risk },
        }),
      ]),
    });
    expect(waived.promotion?.evidenceDigest).not.toBe(asked.promotion?.evidenceDigest);
    office.first.card.missing = ['limitations', 'training data'];
    const again = await office.change(office.asker, 'recheckPromotion', of(asked));
    expect(again.promotion).toMatchObject({ state: 'BLOCKED' });
  });
});

describe('time', () => {
  it('ends what nobody decided and what nobody began, and nothing else', async () => {
    const pending = await deal.request();
    const approved = await deal.request({ version: '2', environment: 'dev' });
    await expireDue(database.db, new Date(Date.now() + 71 * 3_600_000));
    const states = async () =>
      (
        await rows<{ state: string }>(
          database.db,
          'SELECT state FROM deployment.promotion WHERE id = ANY($1) ORDER BY id',
          [[pending.promotion?.id, approved.promotion?.id]],
        )
      ).map(({ state }) => state);
    expect(await states()).toEqual(['PENDING', 'APPROVED']);
    await expireDue(database.db, new Date(Date.now() + 73 * 3_600_000));
    expect(await states()).toEqual(['EXPIRED', 'APPROVED']);
    await expireDue(database.db, new Date(Date.now() + 169 * 3_600_000));
    expect(await states()).toEqual(['EXPIRED', 'EXPIRED']);
    expect((await deal.decide(office.ops, pending)).problem).toMatchObject({
      __typename: 'WrongState',
      state: 'EXPIRED',
    });
  });

  it('keeps the evidence true when something happens to the model or the environment', async () => {
    const follower = evidenceFollower(ground(database.db, office.registry));
    await sealDue(database.db);
    await followDue(database.db, follower);
    const asked = await deal.request();
    const state = () =>
      office.ask<{ promotion: { state: string } }>(office.ops, 'query ($id: ID!) { promotion(id: $id) { state } }', {
        id: asked.promotion?.id,
      });
    const frozen = `INSERT INTO deployment.freeze (id, environment_id, reason, from_at, to_at, except_roles)
      SELECT $1, id, 'End of year', now() - interval '1 hour', now() + interval '1 hour', '{}' FROM deployment.environment WHERE name = 'production'`;
    const freezeId = newId('frz');
    await rows(database.db, frozen, [freezeId]);
    await write(database.db, tx =>
      tx.query(
        `INSERT INTO event.entry (id, at, via, action, subject_id, summary, refused, changes, detail, request_id)
         VALUES ($1, now(), 'GRAPHQL', 'freeze.made', $2, 'froze', false, '[]', '{"environment": "production"}', 'test')`,
        [newId('evt'), freezeId],
      ),
    );
    await sealDue(database.db);
    while ((await followDue(database.db, follower)) > 0);
    await rows(database.db, 'DELETE FROM deployment.freeze WHERE id = $1', [freezeId]);
    expect(await state()).toMatchObject({ promotion: { state: 'BLOCKED' } });
  });
});
