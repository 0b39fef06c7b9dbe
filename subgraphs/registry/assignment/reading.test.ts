import { countStatements } from '@handoff/kit/database/statements';
import { ask, askRaw } from '@handoff/kit/testing/graph';
import { giveRole } from '@handoff/kit/testing/people';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addModel } from '../testing/models.ts';
import { type Office, openOffice } from '../testing/office.ts';

let office: Office;
let [admin, ana, bo, cy] = ['', '', '', ''];
beforeAll(async () => {
  office = await openOffice();
  ({ admin, ana, bo, cy } = office.people);
});
afterAll(() => office.database.drop());

describe('reading', () => {
  it('shows who answered for a model at any instant, in the state of then', async () => {
    const { model, id } = await office.newOwned('past', bo);
    const accepted = new Date().toISOString();
    await new Promise(resolve => setTimeout(resolve, 20));
    await office.end(bo, { assignmentId: id, reason: 'over' });
    const source = 'query ($id: ID!, $at: DateTime) { model(id: $id) { assignments(at: $at) { state } } }';
    const states = async (at: string | null) => {
      const answer = await ask<{ model: { assignments: { state: string }[] } }>(office.as(ana), source, {
        id: model,
        at,
      });
      return answer.model.assignments.map(one => one.state);
    };
    expect(await states(accepted)).toEqual(['ACCEPTED']);
    expect(await states(null)).toEqual(['ENDED']);
    expect(await states('2020-01-01T00:00:00Z')).toEqual([]);
  });

  it('hides what is about a restricted model, and counts only what is shown', async () => {
    const hidden = await addModel(office.database.db, { name: 'hidden', visibility: 'RESTRICTED' });
    const id = await giveRole(office.database.db, { to: cy, role: 'owner', model: hidden });
    const one = 'query ($id: ID!) { assignment(id: $id) { id } }';
    expect(await ask(office.as(ana), one, { id })).toEqual({ assignment: null });
    expect(await ask(office.as(cy), one, { id })).toEqual({ assignment: { id } });
    const count = 'query { assignments(first: 1) { totalCount } }';
    const counted = async (by: string) =>
      (await ask<{ assignments: { totalCount: number } }>(office.as(by), count)).assignments.totalCount;
    expect(await counted(admin)).toBe((await counted(ana)) + 1);
    expect((await office.respond(ana, { assignmentId: id, accept: true })).problem).toMatchObject({
      __typename: 'NotFound',
    });
  });

  it('needs as many statements for many as for one', async () => {
    const source = `query ($first: Int) { assignments(first: $first) { totalCount nodes { state role { title } moves
      assignee { name } proposedBy { name } model { name owner { name } unowned assignments { state } history(first: 2) { nodes { summary actor { name } } } } } }
      teams { nodes { assignments { totalCount nodes { id } } members { assignments(first: 3) { totalCount nodes { state } }
        proposals(state: PROPOSED, first: 3) { totalCount nodes { state } } } } } }`;
    const one = await countStatements(() => ask(office.as(ana), source, { first: 1 }));
    const many = await countStatements(() => ask(office.as(ana), source, { first: 50 }));
    expect(many.statements.length).toBe(one.statements.length);
  });

  it('tells what somebody proposed that waits, and only of models that are seen', async () => {
    const model = await addModel(office.database.db, { name: 'proposed' });
    const hidden = await addModel(office.database.db, { name: 'proposed-hidden', visibility: 'RESTRICTED' });
    for (const of of [model, hidden]) await office.propose(admin, { model: of, roleKey: 'owner', assigneeId: bo });
    interface Proposals {
      person: { proposals: { totalCount: number; nodes: { model: { name: string } | null }[] } };
    }
    const source = `query ($id: ID!) { person(id: $id) { proposals(state: PROPOSED) { totalCount
      nodes { model { name } } } } }`;
    const proposals = async (by: string) =>
      (await ask<Proposals>(office.as(by), source, { id: admin })).person.proposals;
    const [seen, all] = [await proposals(ana), await proposals(admin)];
    expect(seen.nodes.map(node => node.model?.name)).toContain('proposed');
    expect(JSON.stringify(seen)).not.toContain('proposed-hidden');
    expect(all.totalCount).toBe(seen.totalCount + 1);
  });

  it('answers a wrong page with what to ask for', async () => {
    const answer = await askRaw(office.as(ana), '{ assignments(first: 1000) { totalCount } }');
    expect(answer.errors?.[0]).toMatchObject({
      message: '"first" is 1000: ask for 1 to 100, and for the rest with "after".',
      extensions: { code: 'BAD_USER_INPUT' },
    });
  });
});
