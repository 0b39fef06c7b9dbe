import { brokenConstraint, firstRow, rows, write } from '@handoff/kit/database/database';
import { verifyTrail } from '@handoff/kit/event/verify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestHouse, testHouse, until } from '../house.ts';
import { changed, peopleOf } from '../people.ts';

// Somebody writes past the commands, straight into the database of the demo.

let house: TestHouse;
let people: Awaited<ReturnType<typeof peopleOf<'noor' | 'ben' | 'yuki'>>>;
/** A promotion to production that Noor asked for and that waits, with an approval of Ben's that stands. */
let promotion: string;

beforeAll(async () => {
  house = await testHouse('socket');
  people = await peopleOf(house, ['noor', 'ben', 'yuki']);
  const { db } = house;
  const policy = { environment: 'production', riskTier: 'MINIMAL', fourEyes: true, checks: [] };
  await changed(house.admin, 'savePolicy', { ...policy, approvals: [{ role: 'it-ops', count: 2 }] });
  await changed(house.admin, 'registerVersion', { model: 'ticket-routing', content: { changeNote: 'Anew' } });
  const found = await firstRow<{ version: string }>(
    db,
    `SELECT v.version FROM registry.version v JOIN registry.model m ON m.id = v.model_id
     WHERE m.name = 'ticket-routing' ORDER BY v.ordinal DESC LIMIT 1`,
  );
  const asked = await changed<{ promotion: { id: string; evidenceDigest: string } }>(
    people.noor.graph,
    'requestPromotion { promotion { id evidenceDigest } }',
    { model: 'ticket-routing', version: found?.version, environment: 'production', reason: 'It is better' },
  );
  promotion = asked.promotion.id;
  const { evidenceDigest } = asked.promotion;
  await changed(people.yuki.graph, 'decidePromotion', { promotionId: promotion, decision: 'APPROVE', evidenceDigest });
});
afterAll(async () => {
  await people?.close();
  await house?.stop();
});

const approval = (person: string, digest = 'p.evidence_digest') => `
  INSERT INTO deployment.approval (id, promotion_id, person_id, role, decision, at, via, evidence_digest)
  SELECT 'apv_forged', p.id, '${person}', 'it-ops', 'APPROVE', now(), 'GRAPHQL', ${digest}
  FROM deployment.promotion p WHERE p.id = $1`;
const approve = "UPDATE deployment.promotion SET state = 'APPROVED', decided_at = now() WHERE id = $1";

describe('a decision', () => {
  it.each<[string, () => string[], string]>([
    ['approved by who asked', () => [approval(people.noor.id)], 'approval_four_eyes'],
    [
      "made another's",
      () => [`UPDATE deployment.approval SET person_id = '${people.noor.id}' WHERE promotion_id = $1`],
      'approval_four_eyes',
    ],
    ['approved twice by the same', () => [approval(people.yuki.id)], 'approval_once'],
    ['approved with one approval too few', () => [approve], 'promotion_approved'],
    ['approved on other evidence', () => [approval(people.ben.id, "repeat('0', 64)"), approve], 'promotion_approved'],
    [
      'approved once its evidence was changed',
      () => [approval(people.ben.id), `${approve.replace('WHERE', ", evidence_digest = repeat('0', 64) WHERE")}`],
      'promotion_approved',
    ],
  ])('is not %s', async (_, statements, constraint) => {
    const forging = write(house.db, async tx => {
      for (const sql of statements()) await rows(tx, sql, [promotion]);
    });
    expect(brokenConstraint(await forging.catch((error: unknown) => error))).toBe(constraint);
    expect(await rows(house.db, 'SELECT state FROM deployment.promotion WHERE id = $1', [promotion])).toEqual([
      { state: 'PENDING' },
    ]);
  });
});

it('a model has one owner', async () => {
  const second = `INSERT INTO access.assignment (id, role_key, assignee_id, scope, model_id, state, proposed_by_id, proposed_at, since)
    SELECT 'asg_forged', 'owner', $1, 'MODEL', m.id, 'ACCEPTED', $1, now(), now() FROM registry.model m WHERE m.name = 'churn'`;
  expect(brokenConstraint(await rows(house.db, second, [people.noor.id]).catch((error: unknown) => error))).toBe(
    'assignment_one_owner',
  );
});

describe('an entry of the trail', () => {
  it.each([
    ['altered', "UPDATE event.entry SET summary = 'nothing' WHERE seq = 2"],
    ['removed', 'DELETE FROM event.entry WHERE seq = 2'],
    ['removed with all others', 'TRUNCATE event.entry CASCADE'],
  ])('is not %s', async (_, sql) => {
    await expect(rows(house.db, sql)).rejects.toThrow(/append-only|never/i);
  });

  it('that was altered past the trigger is found by the verifier', async () => {
    // The house seals by itself.
    await until(async () => expect(await verifyTrail(house.db)).toMatchObject({ broken: null, unsealed: 0 }));
    const past = `ALTER TABLE event.entry DISABLE TRIGGER USER;
      UPDATE event.entry SET actor_id = '${people.noor.id}' WHERE action = 'promotion.approval_given';
      ALTER TABLE event.entry ENABLE TRIGGER USER`;
    await rows(house.db, past);
    expect((await verifyTrail(house.db)).broken).toMatchObject({ fault: 'altered' });
  });
});
