import { createGraphClient, type GraphClient } from '@handoff/kit/graph-client';
import { asked, type TestHouse } from './house.ts';

interface Known {
  id: string;
  email: string;
}

/** Somebody of the demo who asks the graph with a token of their own. */
export interface Asking {
  id: string;
  token: string;
  graph: GraphClient;
}

/** People of the demo by their e-mail's first word, each with a token; `close` lets go of their connections. */
export async function peopleOf<K extends string>(
  house: TestHouse,
  names: readonly K[],
): Promise<Record<K, Asking> & { close(): Promise<void> }> {
  const { people } = await asked<{ people: { nodes: Known[] } }>(
    house.admin,
    '{ people(first: 100) { nodes { id email } } }',
  );
  const found = await Promise.all(names.map(async name => [name, await withToken(house, people.nodes, name)] as const));
  const close = async () => void (await Promise.all(found.map(([, { graph }]) => graph.close())));
  return { ...(Object.fromEntries(found) as Record<K, Asking>), close };
}

async function withToken(house: TestHouse, people: Known[], name: string): Promise<Asking> {
  const person = people.find(({ email }) => email.startsWith(`${name}.`));
  if (!person) throw new Error(`nobody is called ${name}`);
  const made = await asked<{ createApiToken: { secret: string | null } }>(
    house.admin,
    'mutation ($input: CreateApiTokenInput!) { createApiToken(input: $input) { secret } }',
    { input: { principalId: person.id, name: 'journey' } },
  );
  const token = made.createApiToken.secret ?? '';
  return { id: person.id, token, graph: createGraphClient({ url: house.url, token, via: 'GRAPHQL' }) };
}

/** Changes something and gives what came of it; throws when a problem came with it. */
export async function changed<T>(client: GraphClient, mutation: string, input: object): Promise<T> {
  const { name, type, selection } = partsOf(mutation);
  const source = `mutation ($input: ${type}!) { ${name}(input: $input) { ${selection} problem { __typename message } } }`;
  const answer = await asked<Record<string, T & { problem: { message: string } | null }>>(client, source, { input });
  const payload = answer[name];
  if (!payload || payload.problem) throw new Error(`${name}: ${payload?.problem?.message ?? 'no answer'}`);
  return payload;
}

/** `requestPromotion { promotion { id } }`: the field, its input's type and what is asked of its payload. */
function partsOf(mutation: string): { name: string; type: string; selection: string } {
  const [, name = '', selection = ''] = /^\s*(\w+)\s*(?:\{(.*)\})?\s*$/s.exec(mutation) ?? [];
  return { name, type: `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`, selection };
}

/** Gives somebody a role on a model, which they accept. */
export async function takesRole(
  house: TestHouse,
  who: Asking,
  { role, model }: { role: string; model: string },
): Promise<void> {
  const { assignment } = await changed<{ assignment: { id: string; state: string } }>(
    house.admin,
    'proposeAssignment { assignment { id state } }',
    { roleKey: role, assigneeId: who.id, model },
  );
  if (assignment.state === 'PROPOSED')
    await changed(who.graph, 'respondToAssignment', { assignmentId: assignment.id, accept: true });
}
