import { assignments, grants } from './demo/assignments.ts';
import { contentInput, costInputs, sourceInput } from './demo/inputs.ts';
import { costs, models } from './demo/models.ts';
import { people, teams, viewer } from './demo/people.ts';
import type { AssignmentData, CostData, ModelData, PersonKey, TeamKey } from './demo/shape.ts';
import {
  type SlackChannel,
  type SlackGroup,
  type SlackUser,
  slackChannels,
  slackGroups,
  slackUsers,
} from './demo/slack.ts';
import { tabs } from './demo/tabs.ts';
import { seedDeployment } from './seed-deployment.ts';
import { change, idOf, type SeedGraph, type Seeding } from './seeding.ts';

/** Who is in the local Slack: the people of the catalogue, a guest, and one who is not in the catalogue. */
export const demoPeople: readonly SlackUser[] = slackUsers;

/** The teams' channels in the local Slack, and one for all who work there. Names come without the #. */
export const demoChannels: readonly SlackChannel[] = slackChannels;

/** User groups of the demo's Slack. */
export const demoGroups: readonly SlackGroup[] = slackGroups;

/** Example questions for GraphiQL that this catalogue answers. */
export const demoTabs = tabs;

/** The e-mail of the person whom GraphiQL signs in as. */
export const demoViewer = people[viewer].email;

/**
 * Puts in the demo catalogue through the graph. What is there already stays as it is, so that it may be called again,
 * also after it was interrupted. Throws, naming the mutation and the thing, when the graph refuses a part of it.
 */
export async function seedDemo(graph: SeedGraph): Promise<void> {
  const ids = await seedPeople(graph);
  const seeding: Seeding = { graph, ids, now: new Date() };
  for (const key of Object.keys(teams) as TeamKey[]) await seedTeam(seeding, key);
  await seedAssignments(seeding, grants);
  for (const model of models) await seedModel(seeding, model);
  await seedAssignments(seeding, assignments);
  for (const model of models) await seedContent(seeding, model);
  for (const cost of costs) await seedCost(seeding, cost);
  await seedDeployment(seeding);
}

async function seedPeople(graph: SeedGraph): Promise<Map<PersonKey, string>> {
  const ids = new Map<PersonKey, string>();
  for (const [key, { name, email }] of Object.entries(people) as [PersonKey, { name: string; email: string }][]) {
    const found = await graph.run<{ person: { id: string } | null }>(null, personByEmail, { email });
    ids.set(key, found.person?.id ?? (await madePerson(graph, key, { name, email })));
  }
  return ids;
}

const personByEmail = 'query ($email: String!) { person(email: $email) { id } }';

async function madePerson(graph: SeedGraph, key: PersonKey, told: { name: string; email: string }): Promise<string> {
  const input = { ...told, idempotencyKey: `demo:person:${key}` };
  const request = { as: null, mutation: 'savePerson', select: 'person { id }', about: told.name, input };
  return (await change<{ person: { id: string } }>(graph, request)).person.id;
}

async function seedTeam(seeding: Seeding, name: TeamKey): Promise<void> {
  const { title, slackChannel, members } = teams[name];
  const document = 'query ($name: String!) { team(name: $name) { id } }';
  const { team } = await seeding.graph.run<{ team: object | null }>(null, document, { name });
  if (team) return;
  const input = {
    name,
    title,
    slackChannel,
    members: members.map(member => idOf(seeding, member)),
    idempotencyKey: `demo:team:${name}`,
  };
  await change(seeding.graph, { as: null, mutation: 'saveTeam', select: 'team { id }', about: name, input });
}

interface HeldRow {
  id: string;
  state: string;
  scope: string;
  role: { key: string };
  model: { name: string } | null;
  team: { name: string } | null;
}

const heldByPerson = `query ($id: ID!) { person(id: $id) { assignments(first: 100) {
  nodes { id state scope role { key } model { name } team { name } } } } }`;

/** Each is asked for and answered unless it was before, whatever has become of it since. */
async function seedAssignments(seeding: Seeding, wanted: readonly AssignmentData[]): Promise<void> {
  const held = new Map<string, HeldRow>();
  for (const who of new Set(wanted.map(each => each.who))) {
    const answer = await seeding.graph.run<{ person: { assignments: { nodes: HeldRow[] } } }>(null, heldByPerson, {
      id: idOf(seeding, who),
    });
    for (const row of answer.person.assignments.nodes)
      held.set(keyOf({ role: row.role.key, who, model: row.model?.name, team: row.team?.name }), row);
  }
  for (const each of wanted) {
    const before = held.get(keyOf(each));
    const { id, state } = before ?? (await proposed(seeding, each));
    if (state === 'PROPOSED') await answered(seeding, each, id);
  }
}

type Asked = Pick<AssignmentData, 'role' | 'who' | 'model'> & { team?: string };

function keyOf({ role, who, model, team }: Asked): string {
  return `${role}:${who}:${model ?? team ?? 'everything'}`;
}

async function proposed(seeding: Seeding, wanted: AssignmentData): Promise<{ id: string; state: string }> {
  const { role, who, model, team, scopeOfWork, askedBy, answer } = wanted;
  const input = {
    roleKey: role,
    assigneeId: idOf(seeding, who),
    scope: model ? 'MODEL' : team ? 'TEAM' : 'EVERYTHING',
    model,
    team,
    scopeOfWork,
    idempotencyKey: `demo:assignment:${keyOf(wanted)}`,
  };
  const { assignment } = await change<{ assignment: { id: string; state: string } }>(seeding.graph, {
    as: answer === 'granted' ? null : idOf(seeding, askedBy),
    mutation: 'proposeAssignment',
    select: 'assignment { id state }',
    about: keyOf(wanted),
    input,
  });
  return assignment;
}

async function answered(seeding: Seeding, wanted: AssignmentData, assignmentId: string): Promise<void> {
  const { answer, who } = wanted;
  if (answer === 'waiting' || answer === 'granted') return;
  const input =
    answer === 'accepted'
      ? { assignmentId, accept: true }
      : { assignmentId, accept: false, reason: answer.declined, suggestedId: idOf(seeding, answer.suggested) };
  await change(seeding.graph, {
    as: idOf(seeding, who),
    mutation: 'respondToAssignment',
    select: 'assignment { id }',
    about: keyOf(wanted),
    input,
  });
}

interface ModelState {
  id: string;
  revision: number;
  limitations: string | null;
  aliases: { name: string }[];
  versions: { nodes: { version: string }[] };
}

const modelState = `query ($name: String!) { model(name: $name) {
  id revision limitations aliases { name } versions(first: 100) { nodes { version } } } }`;

async function stateOf({ graph }: Seeding, name: string): Promise<ModelState | null> {
  return (await graph.run<{ model: ModelState | null }>(null, modelState, { name })).model;
}

async function seedModel(seeding: Seeding, data: ModelData): Promise<void> {
  if (await stateOf(seeding, data.name)) return;
  const { name, title, team, task, riskTier, visibility, description, purpose, objectives, tags } = data;
  const told = { name, title, team, task, riskTier, description, purpose, objectives, tags };
  const input = { ...told, visibility: visibility ?? 'INTERNAL', idempotencyKey: `demo:model:${name}` };
  const as = idOf(seeding, viewer);
  await change(seeding.graph, { as, mutation: 'registerModel', select: 'model { id }', about: name, input });
}

/** What the model's data scientist says of it: limitations, versions and aliases. */
async function seedContent(seeding: Seeding, data: ModelData): Promise<void> {
  const state = await stateOf(seeding, data.name);
  if (!state) throw new Error(`The demo catalogue could not be put in: the model ${data.name} vanished meanwhile.`);
  const by = { as: idOf(seeding, data.keeper), about: data.name, select: 'model { id }' };
  const { name: model, limitations } = data;
  if (state.limitations === null)
    await change(seeding.graph, {
      ...by,
      mutation: 'updateModel',
      input: { model, revision: state.revision, limitations },
    });
  const known = new Set(state.versions.nodes.map(({ version }) => version));
  for (const index of data.versions.keys()) if (!known.has(String(index + 1))) await seedVersion(seeding, data, index);
  const named = new Set(state.aliases.map(({ name }) => name));
  for (const [name, version] of Object.entries(data.aliases))
    if (!named.has(name))
      await change(seeding.graph, { ...by, mutation: 'setAlias', input: { model, name, version: String(version) } });
}

async function seedVersion(seeding: Seeding, data: ModelData, index: number): Promise<void> {
  const told = data.versions[index];
  if (!told) return;
  const version = String(index + 1);
  await change(seeding.graph, {
    as: idOf(seeding, data.keeper),
    mutation: 'registerVersion',
    select: 'version { id }',
    about: `${data.name} ${version}`,
    input: {
      model: data.name,
      version,
      content: contentInput(seeding.now, told),
      parentVersion: told.parent === undefined ? null : String(told.parent),
      trainedBy: idOf(seeding, told.trainedBy),
      tags: told.tags ?? [],
      source: sourceInput(data, version),
      idempotencyKey: `demo:version:${data.name}:${version}`,
    },
  });
}

const budgetSet = `query ($subjectId: ID!) {
  auditTrail(subjectId: $subjectId, action: "budget.set", first: 1) { nodes { at } } }`;

/** The budget unless one was set before, and the costs, of which the batch's name makes each count once. */
async function seedCost(seeding: Seeding, data: CostData): Promise<void> {
  const { graph, now } = seeding;
  const { model, budget: amount, currency } = data;
  const by = { as: null, about: model };
  const state = await stateOf(seeding, model);
  const trail = await graph.run<{ auditTrail: { nodes: unknown[] } }>(null, budgetSet, { subjectId: state?.id });
  if (trail.auditTrail.nodes.length === 0)
    await change(graph, {
      ...by,
      mutation: 'setBudget',
      select: 'cost { budget }',
      input: { model, amount, currency, idempotencyKey: `demo:budget:${model}` },
    });
  await change(graph, {
    ...by,
    mutation: 'recordCost',
    select: 'accepted duplicate rejected { reason }',
    input: { model, batchId: `demo:cost:${model}`, costs: costInputs(now, data) },
  });
}
