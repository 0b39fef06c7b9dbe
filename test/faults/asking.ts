import type { GraphAnswer, GraphClient } from '@handoff/kit/graph-client';
import { asked } from '../house.ts';

/** What all three subgraphs supply a part of. */
export interface Shown {
  model: { name: string; cost: object | null } | null;
  environments: { name: string }[] | null;
}

const overview = '{ model(name: "card-fraud") { name cost { __typename } } environments { name } }';

/** The answer to a look when nothing is wrong. */
export const whole = {
  kind: 'Data',
  errors: [],
  data: { model: { name: 'card-fraud', cost: { __typename: 'Cost' } }, environments: [{}, {}, {}] },
};

/** What is left of it while one of them is away. */
export const without = {
  registry: { model: null },
  monitoring: { model: { name: 'card-fraud', cost: null }, environments: [{}, {}, {}] },
  deployment: { model: { name: 'card-fraud' }, environments: null },
} as const;

/** One look at what all three subgraphs supply; an answer that does not come within ten seconds is a hang. */
export function look(graph: GraphClient): Promise<GraphAnswer<Shown>> {
  return graph.request<Shown>(overview, {}, { signal: AbortSignal.timeout(10_000) });
}

/** The codes of all that an answer says went wrong, each once. */
export function codesOf(answer: GraphAnswer<unknown>): string[] {
  if (answer.kind === 'Data') return [...new Set(answer.errors.map(({ code }) => code))];
  return [answer.kind === 'Refused' ? answer.code : answer.kind];
}

export const register =
  'mutation ($input: RegisterModelInput!) { registerModel(input: $input) { model { id } problem { message } } }';
const propose =
  'mutation ($input: ProposeAssignmentInput!) { proposeAssignment(input: $input) { assignment { id } problem { message } } }';

/** Registers a model and asks Ben to own it; the id of what he is asked. */
export async function askBen(graph: GraphClient, name: string): Promise<string> {
  await asked(graph, register, { input: { name, task: 'OTHER', riskTier: 'MINIMAL', team: 'operations' } });
  const ben = '{ person(email: "ben.okafor@demo.example") { id } }';
  const { person } = await asked<{ person: { id: string } }>(graph, ben);
  const { proposeAssignment } = await asked<{ proposeAssignment: { assignment: { id: string } } }>(graph, propose, {
    input: { roleKey: 'owner', assigneeId: person.id, model: name },
  });
  return proposeAssignment.assignment.id;
}
