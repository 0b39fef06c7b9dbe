import { rows } from '@handoff/kit/database/database';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addModel } from '../testing/models.ts';
import { type Office, openOffice } from '../testing/office.ts';

let office: Office;
let [admin, ana, bo, cy, team, churn] = ['', '', '', '', '', ''];
beforeAll(async () => {
  office = await openOffice();
  ({ admin, ana, bo, cy } = office.people);
  team = office.team;
  churn = await addModel(office.database.db, { name: 'churn', team });
});
afterAll(() => office.database.drop());

describe('proposing', () => {
  it('lets a member of the team ask somebody to own what nobody owns, and gives nothing before the answer', async () => {
    const asked = await office.propose(ana, { roleKey: 'owner', assigneeId: bo, model: 'churn' });
    expect(asked.problem).toBeNull();
    expect(asked.assignment).toMatchObject({
      state: 'PROPOSED',
      revision: 1,
      model: { name: 'churn' },
      proposedBy: { name: 'Ana' },
      moves: [],
    });
    expect(await office.owner(ana, churn)).toMatchObject({ unowned: true, owner: null });
    const refused = await office.propose(bo, { roleKey: 'stakeholder', assigneeId: cy, model: 'churn' });
    expect(refused.problem).toMatchObject({
      __typename: 'NotAllowed',
      rule: 'assign-permission',
      whoCan: [{ name: 'Admin' }],
    });
    const trail = await rows<{ refused: boolean }>(
      office.database.db,
      "SELECT refused FROM event.entry WHERE actor_id = $1 AND action = 'proposeAssignment.refused'",
      [bo],
    );
    expect(trail).toEqual([{ refused: true }]);
  });

  it('asks nobody twice, and says so', async () => {
    expect((await office.propose(ana, { roleKey: 'owner', assigneeId: bo, model: 'churn' })).problem).toMatchObject({
      reason: 'ROLE_TAKEN',
    });
  });

  it('gives a role without acceptance at once, to who manages access only', async () => {
    const given = await office.propose(admin, { roleKey: 'auditor', assigneeId: cy, scope: 'EVERYTHING' });
    expect(given.assignment).toMatchObject({ state: 'ACCEPTED', dueAt: null });
    expect((await office.propose(cy, { roleKey: 'admin', assigneeId: cy, scope: 'EVERYTHING' })).problem).toMatchObject(
      {
        rule: 'assign-permission',
      },
    );
  });

  it.each([
    [{ roleKey: 'boss', model: 'churn' }, 'roleKey'],
    [{ roleKey: 'owner', model: 'churn', assigneeId: 'per_nobody' }, 'assigneeId'],
    [{ roleKey: 'owner' }, 'model'],
    [{ roleKey: 'owner', scope: 'TEAM', model: 'churn' }, 'team'],
    [{ roleKey: 'risk', model: 'churn', dueAt: '2020-01-01T00:00:00Z' }, 'dueAt'],
    [{ roleKey: 'risk', model: 'churn', until: '2020-01-01T00:00:00Z' }, 'until'],
    [{ roleKey: 'risk', model: 'churn', replaces: 'asg_none' }, 'replaces'],
  ])('answers %j with the field to mend', async (input, field) => {
    expect((await office.propose(admin, { assigneeId: ana, ...input })).problem).toMatchObject({
      __typename: 'InvalidInput',
      field,
    });
  });

  it('does not know models that are not there or not to be seen', async () => {
    const secret = await addModel(office.database.db, { name: 'secret', visibility: 'RESTRICTED' });
    for (const model of ['secret', secret, 'nothing']) {
      expect((await office.propose(ana, { roleKey: 'owner', assigneeId: bo, model })).problem).toMatchObject({
        __typename: 'NotFound',
      });
    }
  });

  it('two at once for one owner: one is open, the other hears it', async () => {
    await addModel(office.database.db, { name: 'twice', team });
    const both = await Promise.all(
      [1, 2].map(() => office.propose(ana, { roleKey: 'owner', assigneeId: bo, model: 'twice' })),
    );
    expect(both.filter(one => one.problem === null)).toHaveLength(1);
    expect(both.find(one => one.problem)?.problem).toMatchObject({ __typename: 'Conflict', reason: 'ROLE_TAKEN' });
  });
});

describe('answering', () => {
  it('is for who was asked; accepting makes the owner', async () => {
    const model = await addModel(office.database.db, { name: 'ranker', team });
    const asked = await office.propose(ana, { roleKey: 'owner', assigneeId: bo, model: 'ranker' });
    const assignmentId = asked.assignment?.id;
    expect((await office.respond(admin, { assignmentId, accept: true })).problem).toMatchObject({
      rule: 'assignee-answers',
      whoCan: [{ name: 'Bo' }],
    });
    expect((await office.respond(bo, { assignmentId, accept: true, revision: 1 })).assignment?.state).toBe('ACCEPTED');
    expect(await office.owner(cy, model)).toMatchObject({ unowned: false, owner: { name: 'Bo' } });
  });

  it('declining asks for a reason and may name somebody else', async () => {
    await addModel(office.database.db, { name: 'declined', team });
    const asked = await office.propose(ana, { roleKey: 'owner', assigneeId: bo, model: 'declined' });
    const assignmentId = asked.assignment?.id;
    expect((await office.respond(bo, { assignmentId, accept: false })).problem).toMatchObject({ field: 'reason' });
    const answer = await office.respond(bo, { assignmentId, accept: false, reason: 'I am leaving', suggestedId: cy });
    expect(answer.assignment).toMatchObject({
      state: 'DECLINED',
      declineReason: 'I am leaving',
      suggested: { name: 'Cy' },
    });
  });

  it('ten answers at once give one outcome; nine hear what it was', async () => {
    await addModel(office.database.db, { name: 'race', team });
    const asked = await office.propose(ana, { roleKey: 'owner', assigneeId: bo, model: 'race' });
    const assignmentId = asked.assignment?.id;
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, i) =>
        office.respond(bo, { assignmentId, accept: i % 2 === 0, reason: 'no time', revision: 1 }),
      ),
    );
    const refused = answers.filter(answer => answer.problem);
    expect(refused).toHaveLength(9);
    for (const answer of refused) expect(answer.problem).toMatchObject({ __typename: 'WrongState' });
    const events = await rows(
      office.database.db,
      "SELECT FROM event.entry WHERE subject_id = $1 AND action IN ('assignment.accepted', 'assignment.declined')",
      [assignmentId],
    );
    expect(events).toHaveLength(1);
  });

  it('a stale revision is told', async () => {
    await addModel(office.database.db, { name: 'stale', team });
    const asked = await office.propose(ana, { roleKey: 'owner', assigneeId: bo, model: 'stale' });
    const stale = await office.respond(bo, { assignmentId: asked.assignment?.id, accept: true, revision: 7 });
    expect(stale.problem).toMatchObject({ reason: 'STALE_REVISION' });
    expect(stale.assignment?.state).toBe('PROPOSED');
  });
});
