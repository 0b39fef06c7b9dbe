import { ask } from '@handoff/kit/testing/graph';
import { giveRole } from '@handoff/kit/testing/people';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serve } from '../testing/models.ts';
import { type Office, openOffice, problemFields } from '../testing/office.ts';

let office: Office;
let [admin, ana, bo, cy, team] = ['', '', '', '', ''];
beforeAll(async () => {
  office = await openOffice();
  ({ admin, ana, bo, cy } = office.people);
  team = office.team;
});
afterAll(() => office.database.drop());

describe('handing on', () => {
  it('a second owner is refused unless they replace the first; accepting then ends the first', async () => {
    const { model, id } = await office.newOwned('handed', bo);
    expect((await office.propose(admin, { roleKey: 'owner', assigneeId: cy, model: 'handed' })).problem).toMatchObject({
      reason: 'ROLE_TAKEN',
    });
    const next = await office.propose(bo, { roleKey: 'owner', assigneeId: cy, model: 'handed', replaces: id });
    await office.respond(cy, { assignmentId: next.assignment?.id, accept: true });
    expect(await office.owner(ana, model)).toMatchObject({ owner: { name: 'Cy' } });
    const before = await ask<{ assignment: { state: string } }>(
      office.as(ana),
      'query ($id: ID!) { assignment(id: $id) { state } }',
      { id },
    );
    expect(before.assignment.state).toBe('ENDED');
  });

  it('the owner proposes others, but nothing that is more than their own', async () => {
    await office.newOwned('owned', bo);
    expect((await office.propose(bo, { roleKey: 'risk', assigneeId: cy, model: 'owned' })).problem).toBeNull();
    expect((await office.propose(bo, { roleKey: 'auditor', assigneeId: cy, model: 'owned' })).problem).toMatchObject({
      rule: 'not-more-than-own',
    });
  });

  it('the database itself refuses a second owner', async () => {
    const { model } = await office.newOwned('guarded', bo);
    await expect(giveRole(office.database.db, { to: cy, role: 'owner', model })).rejects.toThrow(
      'assignment_one_owner',
    );
  });

  it('ends by its holder or by who assigns, with a reason', async () => {
    const { model, id } = await office.newOwned('ended', bo);
    expect((await office.end(cy, { assignmentId: id, reason: 'because' })).problem).toMatchObject({
      rule: 'assignee-or-assigner',
    });
    expect((await office.end(bo, { assignmentId: id, reason: ' ' })).problem).toMatchObject({ field: 'reason' });
    expect((await office.end(bo, { assignmentId: id, reason: 'I change teams' })).assignment?.state).toBe('ENDED');
    expect(await office.owner(ana, model)).toMatchObject({ unowned: true });
  });

  it('lends rights until a day, to a person, and takes them back', async () => {
    const { id } = await office.newOwned('lent', bo);
    const source = `mutation ($input: DelegateAssignmentInput!) { delegateAssignment(input: $input) { assignment { delegatedTo { name } } ${problemFields} } }`;
    const until = new Date(Date.now() + 86_400_000).toISOString();
    const lend = (input: object) =>
      ask<{ delegateAssignment: unknown }>(office.as(bo), source, { input: { assignmentId: id, ...input } });
    expect(await lend({ toPersonId: cy })).toMatchObject({ delegateAssignment: { problem: { field: 'until' } } });
    expect(await lend({ toPersonId: team, until })).toMatchObject({
      delegateAssignment: { problem: { field: 'toPersonId' } },
    });
    expect(await lend({ toPersonId: cy, until })).toMatchObject({
      delegateAssignment: { assignment: { delegatedTo: { name: 'Cy' } } },
    });
    expect((await office.propose(cy, { roleKey: 'risk', assigneeId: ana, model: 'lent' })).problem).toBeNull();
    await lend({ toPersonId: null });
    expect(
      (await office.propose(cy, { roleKey: 'stakeholder', assigneeId: ana, model: 'lent' })).problem,
    ).toMatchObject({
      rule: 'assign-permission',
    });
  });
});

describe('the last owner of a model that serves', () => {
  it('cannot leave without a successor, and leaves when one accepts', async () => {
    const { model, id } = await office.newOwned('serving', bo);
    await serve(office.database.db, model);
    for (const by of [bo, admin]) {
      const { problem } = await office.end(by, { assignmentId: id, reason: 'I change teams' });
      expect(problem).toMatchObject({ rule: 'live-model-needs-owner', whoCan: [{ name: 'Bo' }] });
      expect(problem?.message).toMatch(/^serving serves in busy-place, and nobody else owns it.*"replaces": "asg_/);
    }
    const next = await office.propose(bo, { roleKey: 'owner', assigneeId: cy, model: 'serving', replaces: id });
    await office.respond(cy, { assignmentId: next.assignment?.id, accept: true });
    expect(await office.owner(ana, model)).toMatchObject({ owner: { name: 'Cy' } });
  });

  it('may leave while somebody owns all models of the team', async () => {
    const { model, id } = await office.newOwned('shared', bo);
    await serve(office.database.db, model);
    const whole = await office.propose(admin, { roleKey: 'owner', assigneeId: cy, scope: 'TEAM', team: 'growth' });
    await office.respond(cy, { assignmentId: whole.assignment?.id, accept: true });
    expect((await office.end(bo, { assignmentId: id, reason: 'I change teams' })).problem).toBeNull();
    const last = await office.end(cy, { assignmentId: whole.assignment?.id, reason: 'Me too' });
    expect(last.problem).toMatchObject({ rule: 'live-model-needs-owner' });
  });
});
