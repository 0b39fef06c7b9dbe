import type { Subgraph } from '@handoff/kit/subgraph';
import { type TestDatabase, testDatabase } from '@handoff/kit/testing/database';
import { actor, ask, type Question } from '@handoff/kit/testing/graph';
import { addPerson, addTeam, giveRole } from '@handoff/kit/testing/people';
import { registrySubgraph, registryTables } from '../subgraph.ts';
import { addModel } from './models.ts';

/** What a change to an assignment answers, as far as the tests look at it. */
export interface Answer {
  assignment: { id: string; state: string; revision: number; moves: string[] } | null;
  problem: { __typename: string; message: string; rule?: string; reason?: string } | null;
}

export const problemFields = `problem { __typename message ... on NotAllowed { rule whoCan { name } }
  ... on WrongState { state allowed } ... on Conflict { reason } ... on InvalidInput { field } }`;

const mutation = (name: string, input: string, fields: string) =>
  `mutation ($input: ${input}!) { answer: ${name}(input: $input) { assignment { ${fields} } ${problemFields} } }`;
const proposal = mutation(
  'proposeAssignment',
  'ProposeAssignmentInput',
  'id state revision dueAt moves assignee { name } proposedBy { name } model { name } role { key }',
);
const response = mutation(
  'respondToAssignment',
  'RespondToAssignmentInput',
  'id state declineReason suggested { name }',
);
const ending = mutation('endAssignment', 'EndAssignmentInput', 'state');

/** A registry with an admin, a team of which Ana is the only member, and Bo and Cy, who belong to none. */
export interface Office {
  database: TestDatabase;
  people: Record<'admin' | 'ana' | 'bo' | 'cy', string>;
  team: string;
  as(id: string): Question;
  propose(by: string, input: object): Promise<Answer>;
  respond(by: string, input: object): Promise<Answer>;
  end(by: string, input: object): Promise<Answer>;
  /** Who owns a model, as somebody sees it; null when they see no such model. */
  owner(by: string, model: string): Promise<{ unowned: boolean; owner: { name: string } | null } | null>;
  /** A new model of the team that somebody was asked to own and owns; the ids of both. */
  newOwned(name: string, by: string): Promise<{ model: string; id: string }>;
}

export async function openOffice(): Promise<Office> {
  const database = await testDatabase(registryTables);
  const { db } = database;
  const subgraph: Subgraph = await registrySubgraph();
  const people = {
    admin: await addPerson(db, 'Admin'),
    ana: await addPerson(db, 'Ana'),
    bo: await addPerson(db, 'Bo'),
    cy: await addPerson(db, 'Cy'),
  };
  await giveRole(db, { to: people.admin, role: 'admin' });
  const team = await addTeam(db, 'growth', [people.ana]);
  const as = (id: string) => ({ subgraph, db, as: actor(id) });
  const asking = (source: string) => async (by: string, input: object) =>
    (await ask<{ answer: Answer }>(as(by), source, { input })).answer;
  const [propose, respond, end] = [asking(proposal), asking(response), asking(ending)];
  return {
    database,
    people,
    team,
    as,
    propose,
    respond,
    end,
    async owner(by, model) {
      const source = 'query ($id: ID!) { model(id: $id) { unowned owner { name } } }';
      return (await ask<{ model: Awaited<ReturnType<Office['owner']>> }>(as(by), source, { id: model })).model;
    },
    async newOwned(name, by) {
      const model = await addModel(db, { name, team });
      const asked = await propose(people.ana, { roleKey: 'owner', assigneeId: by, model: name });
      await respond(by, { assignmentId: asked.assignment?.id, accept: true });
      return { model, id: asked.assignment?.id ?? '' };
    },
  };
}
