import { rows } from '@handoff/kit/database/database';
import { countStatements } from '@handoff/kit/database/statements';
import type { Subgraph } from '@handoff/kit/subgraph';
import { type TestDatabase, testDatabase } from '@handoff/kit/testing/database';
import { actor, ask, askRaw } from '@handoff/kit/testing/graph';
import { addPerson, addTeam, giveRole } from '@handoff/kit/testing/people';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { registrySubgraph, registryTables } from '../subgraph.ts';
import { addModel } from '../testing/models.ts';

let database: TestDatabase;
let subgraph: Subgraph;
let [admin, ana, bo, cy, team, churn] = ['', '', '', '', '', ''];

beforeAll(async () => {
  database = await testDatabase(registryTables);
  subgraph = await registrySubgraph();
  const { db } = database;
  [admin, ana, bo, cy] = [
    await addPerson(db, 'Admin'),
    await addPerson(db, 'Ana'),
    await addPerson(db, 'Bo'),
    await addPerson(db, 'Cy'),
  ];
  await giveRole(db, { to: admin, role: 'admin' });
  team = await addTeam(db, 'growth', [ana]);
  churn = await addModel(db, { name: 'churn', team });
});
afterAll(() => database.drop());

const as = (id: string) => ({ subgraph, db: database.db, as: actor(id) });

const problem = `problem { __typename message ... on NotAllowed { rule whoCan { name } } ... on WrongState { state allowed }
  ... on Conflict { reason } ... on InvalidInput { field } }`;
const proposal = `mutation ($input: ProposeAssignmentInput!) { proposeAssignment(input: $input) {
  assignment { id state revision dueAt moves assignee { name } proposedBy { name } model { name } role { key } } ${problem} } }`;
const response = `mutation ($input: RespondToAssignmentInput!) { respondToAssignment(input: $input) {
  assignment { id state declineReason suggested { name } } ${problem} } }`;
const ending = `mutation ($input: EndAssignmentInput!) { endAssignment(input: $input) { assignment { state } ${problem} } }`;

interface Answer {
  assignment: { id: string; state: string; revision: number; moves: string[] } | null;
  problem: { __typename: string; message: string; rule?: string; reason?: string } | null;
}

async function propose(by: string, input: object): Promise<Answer> {
  return (await ask<{ proposeAssignment: Answer }>(as(by), proposal, { input })).proposeAssignment;
}
async function respond(by: string, input: object): Promise<Answer> {
  return (await ask<{ respondToAssignment: Answer }>(as(by), response, { input })).respondToAssignment;
}
async function end(by: string, input: object): Promise<Answer> {
  return (await ask<{ endAssignment: Answer }>(as(by), ending, { input })).endAssignment;
}
async function owner(by: string, model: string) {
  const source =
    'query ($id: ID!) { model(id: $id) { unowned owner { name } assignments(state: ACCEPTED) { role { key } } } }';
  const answer = await ask<{ model: { unowned: boolean; owner: { name: string } | null } | null }>(as(by), source, {
    id: model,
  });
  return answer.model;
}
async function newOwned(name: string, by: string): Promise<{ model: string; id: string }> {
  const model = await addModel(database.db, { name, team });
  const asked = await propose(ana, { roleKey: 'owner', assigneeId: by, model: name });
  await respond(by, { assignmentId: asked.assignment?.id, accept: true });
  return { model, id: asked.assignment?.id ?? '' };
}

describe('proposing', () => {
  it('lets a member of the team ask somebody to own what nobody owns, and gives nothing before the answer', async () => {
    const asked = await propose(ana, { roleKey: 'owner', assigneeId: bo, model: 'churn' });
    expect(asked.problem).toBeNull();
    expect(asked.assignment).toMatchObject({
      state: 'PROPOSED',
      revision: 1,
      model: { name: 'churn' },
      proposedBy: { name: 'Ana' },
      moves: [],
    });
    expect(await owner(ana, churn)).toMatchObject({ unowned: true, owner: null });
    const refused = await propose(bo, { roleKey: 'stakeholder', assigneeId: cy, model: 'churn' });
    expect(refused.problem).toMatchObject({
      __typename: 'NotAllowed',
      rule: 'assign-permission',
      whoCan: [{ name: 'Admin' }],
    });
    const trail = await rows<{ refused: boolean }>(
      database.db,
      "SELECT refused FROM event.entry WHERE actor_id = $1 AND action = 'proposeAssignment.refused'",
      [bo],
    );
    expect(trail).toEqual([{ refused: true }]);
  });

  it('asks nobody twice, and says so', async () => {
    expect((await propose(ana, { roleKey: 'owner', assigneeId: bo, model: 'churn' })).problem).toMatchObject({
      reason: 'ROLE_TAKEN',
    });
  });

  it('gives a role without acceptance at once, to who manages access only', async () => {
    const given = await propose(admin, { roleKey: 'auditor', assigneeId: cy, scope: 'EVERYTHING' });
    expect(given.assignment).toMatchObject({ state: 'ACCEPTED', dueAt: null });
    expect((await propose(cy, { roleKey: 'admin', assigneeId: cy, scope: 'EVERYTHING' })).problem).toMatchObject({
      rule: 'assign-permission',
    });
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
    expect((await propose(admin, { assigneeId: ana, ...input })).problem).toMatchObject({
      __typename: 'InvalidInput',
      field,
    });
  });

  it('does not know models that are not there or not to be seen', async () => {
    const secret = await addModel(database.db, { name: 'secret', visibility: 'RESTRICTED' });
    for (const model of ['secret', secret, 'nothing']) {
      expect((await propose(ana, { roleKey: 'owner', assigneeId: bo, model })).problem).toMatchObject({
        __typename: 'NotFound',
      });
    }
  });

  it('two at once for one owner: one is open, the other hears it', async () => {
    await addModel(database.db, { name: 'twice', team });
    const both = await Promise.all(
      [1, 2].map(() => propose(ana, { roleKey: 'owner', assigneeId: bo, model: 'twice' })),
    );
    expect(both.filter(one => one.problem === null)).toHaveLength(1);
    expect(both.find(one => one.problem)?.problem).toMatchObject({ __typename: 'Conflict', reason: 'ROLE_TAKEN' });
  });
});

describe('answering', () => {
  it('is for who was asked; accepting makes the owner', async () => {
    const model = await addModel(database.db, { name: 'ranker', team });
    const asked = await propose(ana, { roleKey: 'owner', assigneeId: bo, model: 'ranker' });
    const assignmentId = asked.assignment?.id;
    expect((await respond(admin, { assignmentId, accept: true })).problem).toMatchObject({
      rule: 'assignee-answers',
      whoCan: [{ name: 'Bo' }],
    });
    expect((await respond(bo, { assignmentId, accept: true, revision: 1 })).assignment?.state).toBe('ACCEPTED');
    expect(await owner(cy, model)).toMatchObject({ unowned: false, owner: { name: 'Bo' } });
  });

  it('declining asks for a reason and may name somebody else', async () => {
    await addModel(database.db, { name: 'declined', team });
    const asked = await propose(ana, { roleKey: 'owner', assigneeId: bo, model: 'declined' });
    const assignmentId = asked.assignment?.id;
    expect((await respond(bo, { assignmentId, accept: false })).problem).toMatchObject({ field: 'reason' });
    const answer = await respond(bo, { assignmentId, accept: false, reason: 'I am leaving', suggestedId: cy });
    expect(answer.assignment).toMatchObject({
      state: 'DECLINED',
      declineReason: 'I am leaving',
      suggested: { name: 'Cy' },
    });
  });

  it('ten answers at once give one outcome; nine hear what it was', async () => {
    await addModel(database.db, { name: 'race', team });
    const asked = await propose(ana, { roleKey: 'owner', assigneeId: bo, model: 'race' });
    const assignmentId = asked.assignment?.id;
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, i) =>
        respond(bo, { assignmentId, accept: i % 2 === 0, reason: 'no time', revision: 1 }),
      ),
    );
    const refused = answers.filter(answer => answer.problem);
    expect(refused).toHaveLength(9);
    for (const answer of refused) expect(answer.problem).toMatchObject({ __typename: 'WrongState' });
    const events = await rows(
      database.db,
      "SELECT FROM event.entry WHERE subject_id = $1 AND action IN ('assignment.accepted', 'assignment.declined')",
      [assignmentId],
    );
    expect(events).toHaveLength(1);
  });

  it('a stale revision is told', async () => {
    await addModel(database.db, { name: 'stale', team });
    const asked = await propose(ana, { roleKey: 'owner', assigneeId: bo, model: 'stale' });
    const stale = await respond(bo, { assignmentId: asked.assignment?.id, accept: true, revision: 7 });
    expect(stale.problem).toMatchObject({ reason: 'STALE_REVISION' });
    expect(stale.assignment?.state).toBe('PROPOSED');
  });
});

describe('handing on', () => {
  it('a second owner is refused unless they replace the first; accepting then ends the first', async () => {
    const { model, id } = await newOwned('handed', bo);
    expect((await propose(admin, { roleKey: 'owner', assigneeId: cy, model: 'handed' })).problem).toMatchObject({
      reason: 'ROLE_TAKEN',
    });
    const next = await propose(bo, { roleKey: 'owner', assigneeId: cy, model: 'handed', replaces: id });
    await respond(cy, { assignmentId: next.assignment?.id, accept: true });
    expect(await owner(ana, model)).toMatchObject({ owner: { name: 'Cy' } });
    const before = await ask<{ assignment: { state: string } }>(
      as(ana),
      'query ($id: ID!) { assignment(id: $id) { state } }',
      { id },
    );
    expect(before.assignment.state).toBe('ENDED');
  });

  it('the owner proposes others, but nothing that is more than their own', async () => {
    await newOwned('owned', bo);
    expect((await propose(bo, { roleKey: 'risk', assigneeId: cy, model: 'owned' })).problem).toBeNull();
    expect((await propose(bo, { roleKey: 'auditor', assigneeId: cy, model: 'owned' })).problem).toMatchObject({
      rule: 'not-more-than-own',
    });
  });

  it('the database itself refuses a second owner', async () => {
    const { model } = await newOwned('guarded', bo);
    await expect(giveRole(database.db, { to: cy, role: 'owner', model })).rejects.toThrow('assignment_one_owner');
  });

  it('ends by its holder or by who assigns, with a reason', async () => {
    const { model, id } = await newOwned('ended', bo);
    expect((await end(cy, { assignmentId: id, reason: 'because' })).problem).toMatchObject({
      rule: 'assignee-or-assigner',
    });
    expect((await end(bo, { assignmentId: id, reason: ' ' })).problem).toMatchObject({ field: 'reason' });
    expect((await end(bo, { assignmentId: id, reason: 'I change teams' })).assignment?.state).toBe('ENDED');
    expect(await owner(ana, model)).toMatchObject({ unowned: true });
  });

  it('lends rights until a day, to a person, and takes them back', async () => {
    const { id } = await newOwned('lent', bo);
    const source = `mutation ($input: DelegateAssignmentInput!) { delegateAssignment(input: $input) { assignment { delegatedTo { name } } ${problem} } }`;
    const until = new Date(Date.now() + 86_400_000).toISOString();
    const lend = (input: object) =>
      ask<{ delegateAssignment: unknown }>(as(bo), source, { input: { assignmentId: id, ...input } });
    expect(await lend({ toPersonId: cy })).toMatchObject({ delegateAssignment: { problem: { field: 'until' } } });
    expect(await lend({ toPersonId: team, until })).toMatchObject({
      delegateAssignment: { problem: { field: 'toPersonId' } },
    });
    expect(await lend({ toPersonId: cy, until })).toMatchObject({
      delegateAssignment: { assignment: { delegatedTo: { name: 'Cy' } } },
    });
    expect((await propose(cy, { roleKey: 'risk', assigneeId: ana, model: 'lent' })).problem).toBeNull();
    await lend({ toPersonId: null });
    expect((await propose(cy, { roleKey: 'stakeholder', assigneeId: ana, model: 'lent' })).problem).toMatchObject({
      rule: 'assign-permission',
    });
  });
});

describe('reading', () => {
  it('shows who answered for a model at any instant, in the state of then', async () => {
    const { model, id } = await newOwned('past', bo);
    const accepted = new Date().toISOString();
    await new Promise(resolve => setTimeout(resolve, 20));
    await end(bo, { assignmentId: id, reason: 'over' });
    const source = 'query ($id: ID!, $at: DateTime) { model(id: $id) { assignments(at: $at) { state } } }';
    const states = async (at: string | null) => {
      const answer = await ask<{ model: { assignments: { state: string }[] } }>(as(ana), source, { id: model, at });
      return answer.model.assignments.map(one => one.state);
    };
    expect(await states(accepted)).toEqual(['ACCEPTED']);
    expect(await states(null)).toEqual(['ENDED']);
    expect(await states('2020-01-01T00:00:00Z')).toEqual([]);
  });

  it('hides what is about a restricted model, and counts only what is shown', async () => {
    const hidden = await addModel(database.db, { name: 'hidden', visibility: 'RESTRICTED' });
    const id = await giveRole(database.db, { to: cy, role: 'owner', model: hidden });
    const one = 'query ($id: ID!) { assignment(id: $id) { id } }';
    expect(await ask(as(ana), one, { id })).toEqual({ assignment: null });
    expect(await ask(as(cy), one, { id })).toEqual({ assignment: { id } });
    const count = 'query { assignments(first: 1) { totalCount } }';
    const counted = async (by: string) =>
      (await ask<{ assignments: { totalCount: number } }>(as(by), count)).assignments.totalCount;
    expect(await counted(admin)).toBe((await counted(ana)) + 1);
    expect((await respond(ana, { assignmentId: id, accept: true })).problem).toMatchObject({ __typename: 'NotFound' });
  });

  it('needs as many statements for many as for one', async () => {
    const source = `query ($first: Int) { assignments(first: $first) { totalCount nodes { state role { title } moves
      assignee { name } proposedBy { name } model { name owner { name } unowned assignments { state } history(first: 2) { nodes { summary actor { name } } } } } }
      teams { nodes { assignments { totalCount nodes { id } } members { assignments(first: 3) { totalCount nodes { state } } } } } }`;
    const one = await countStatements(() => ask(as(ana), source, { first: 1 }));
    const many = await countStatements(() => ask(as(ana), source, { first: 50 }));
    expect(many.statements.length).toBe(one.statements.length);
  });

  it('answers a wrong page with what to ask for', async () => {
    const answer = await askRaw(as(ana), '{ assignments(first: 1000) { totalCount } }');
    expect(answer.errors?.[0]).toMatchObject({
      message: '"first" is 1000: ask for 1 to 100, and for the rest with "after".',
      extensions: { code: 'BAD_USER_INPUT' },
    });
  });
});
