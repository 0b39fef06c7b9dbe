import { deploymentTables } from '@handoff/deployment/subgraph';
import { plannedOver } from '@handoff/gateway/testing/planned';
import { rows } from '@handoff/kit/database/database';
import { countStatements } from '@handoff/kit/database/statements';
import { isOutage } from '@handoff/kit/errors';
import { sealDue } from '@handoff/kit/event/seal';
import type { Subgraph } from '@handoff/kit/subgraph';
import { type TestDatabase, testDatabase } from '@handoff/kit/testing/database';
import { actor, askRaw } from '@handoff/kit/testing/graph';
import { addPerson, addTeam, giveRole } from '@handoff/kit/testing/people';
import { monitoringTables } from '@handoff/monitoring/subgraph';
import { registryTables } from '@handoff/registry/subgraph';
import { allSubgraphs } from 'handoff/house';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Federated, federated } from '../federated.ts';
import { asked } from '../house.ts';
import { changed } from '../people.ts';

let database: TestDatabase;
let subgraphs: Subgraph[];
let graph: Federated;
let planned: Federated;
let [admin, owner, risk] = ['', '', ''];
let models = 0;

beforeAll(async () => {
  database = await testDatabase([...new Set([...registryTables, ...deploymentTables, ...monitoringTables])]);
  const { db } = database;
  [admin, owner, risk] = [await addPerson(db, 'Ada'), await addPerson(db, 'Olga'), await addPerson(db, 'Rita')];
  await giveRole(db, { to: admin, role: 'admin' });
  const team = await addTeam(db, 'growth', [owner]);
  await giveRole(db, { to: risk, role: 'risk', team });
  subgraphs = await allSubgraphs();
  graph = await federated(db, { subgraphs, service: actor(admin) });
  planned = await federated(db, { subgraphs, service: actor(admin), joined: plannedOver });
  await more(3);
});
afterAll(async () => {
  await graph?.close();
  await planned?.close();
  await database?.drop();
});

const by = <T>(who: string, mutation: string, input: object) => changed<T>(graph.as(actor(who)), mutation, input);

/** So many models more, each with an owner and a version that goes live in dev. */
async function more(count: number): Promise<void> {
  for (const end = models + count; models < end; models++) {
    const model = `model-${String(models).padStart(3, '0')}`;
    await by(admin, 'registerModel', { name: model, team: 'growth', task: 'OTHER', riskTier: 'MINIMAL' });
    const made = await by<{ assignment: { id: string } }>(admin, 'proposeAssignment { assignment { id } }', {
      ...{ roleKey: 'owner', assigneeId: owner, model },
    });
    await by(owner, 'respondToAssignment', { assignmentId: made.assignment.id, accept: true });
    await by(admin, 'registerVersion', { model, content: { changeNote: 'First' } });
    const asks = { model, version: '1', environment: 'dev', reason: 'To try it' };
    const { promotion } = await by<{ promotion: { id: string } }>(admin, 'requestPromotion { promotion { id } }', asks);
    await by(admin, 'startRollout', { promotionId: promotion.id });
    await by(admin, 'reportRollout', { promotionId: promotion.id, succeeded: true });
  }
  while ((await sealDue(database.db)) > 0);
}

interface Made {
  content: string;
  digest: string;
}
const question = (fields: string) => `query ($kind: ReportKind!, $model: String, $from: DateTime) {
  report(kind: $kind, format: JSON, model: $model, from: $from) { ${fields} } }`;
const report = async (who: string, variables: object, whole = graph) =>
  (await asked<{ report: Made | null }>(whole.as(actor(who)), question('content digest'), variables)).report;

const lists = ['SR_11_7_INVENTORY', 'ACCESS_REVIEW', 'DECISION_LOG'] as const;

it('asks the database as often for many models as for a few', async () => {
  const statementsOf = async () => {
    const counts: number[] = [];
    for (const kind of lists) {
      const fields = question('gaps { model { name } whoCanFill { name } assigned { id } }');
      const asking = () => asked(graph.as(actor(admin)), fields, { kind });
      const tries = [await countStatements(asking), await countStatements(asking), await countStatements(asking)];
      // Answers that come apart on a busy machine can split a batch in two: the fewest of three counts.
      counts.push(Math.min(...tries.map(({ statements }) => statements.length)));
    }
    return counts;
  };
  const few = await statementsOf();
  await more(20);
  expect(await statementsOf()).toEqual(few);
  expect(Math.min(...few)).toBeGreaterThan(3);
});

describe('the digest', () => {
  it.each(lists)('of %s is the same while nothing changes, in one process and in several', async kind => {
    const [one, again, split] = [
      ...[await report(admin, { kind }), await report(admin, { kind })],
      await report(admin, { kind }, planned),
    ];
    expect([again?.digest, split?.digest]).toEqual([one?.digest, one?.digest]);
  });

  it('changes with what is told', async () => {
    const before = await report(admin, { kind: 'MODEL_CARD', model: 'model-000' });
    await by(admin, 'tagModel', { model: 'model-000', add: ['new'] });
    expect((await report(admin, { kind: 'MODEL_CARD', model: 'model-000' }))?.digest).not.toBe(before?.digest);
  });
});

describe('who has REPORT_READ on the models of a team', () => {
  it('has them in every list, and nothing of others', async () => {
    await by(admin, 'registerModel', { name: 'elsewhere', title: 'Elsewhere', task: 'OTHER', riskTier: 'HIGH' });
    for (const kind of lists) {
      const content = (await report(risk, { kind }))?.content;
      expect(content, kind).toContain('model-001');
      expect(content, kind).not.toContain('lsewhere');
    }
    expect(await report(risk, { kind: 'MODEL_CARD', model: 'elsewhere' })).toBeNull();
    expect(await report(risk, { kind: 'MODEL_CARD', model: 'model-001' })).not.toBeNull();
  });

  it('sees no role that is held everywhere, and no token', async () => {
    const review = JSON.parse((await report(risk, { kind: 'ACCESS_REVIEW' }))?.content ?? '{}');
    const { rows: held } = review.sections[1].blocks[0] as { rows: { on: string }[] };
    expect(held.length).toBeGreaterThan(3);
    expect(held.map(({ on }) => on)).not.toContain('everything');
    expect(review.sections[3].blocks[0].rows).toEqual([]);
    const unsaid = expect.stringContaining('are not told of');
    expect(review.notes).toContainEqual(unsaid);
    const whole = JSON.parse((await report(admin, { kind: 'ACCESS_REVIEW' }))?.content ?? '{}');
    expect(whole.notes).not.toContainEqual(unsaid);
  });
});

it('the decision log of a period has what was decided in it, validations and refusals too, and nothing from before', async () => {
  const [row] = await rows<{ at: Date }>(database.db, 'SELECT clock_timestamp() AS at');
  const from = row?.at.toISOString();
  await by(risk, 'recordValidation', { model: 'model-000', validatedAt: from, summary: 'It holds' });
  await expect(by(risk, 'tagModel', { model: 'model-000', add: ['x'] })).rejects.toThrow('MODEL_EDIT');
  await by(admin, 'tagModel', { model: 'model-000', add: ['y'] });
  while ((await sealDue(database.db)) > 0);
  const log = JSON.parse((await report(risk, { kind: 'DECISION_LOG', from }))?.content ?? '{}');
  const told = log.sections.at(-1).blocks[0].rows as { action: string; refused: string; reason: string }[];
  expect(told.map(({ action, refused, reason }) => [action, refused, reason])).toEqual([
    ['model.validated', 'no', 'It holds'],
    ['tagModel.refused', 'yes', 'model-edit'],
  ]);
  const card = (await report(risk, { kind: 'MODEL_CARD', model: 'model-000' }))?.content ?? '';
  expect(card).toContain('It holds');
});

it('nobody has a report by a token that may only read', async () => {
  const limited = actor(admin, { limitedTo: ['READ'] });
  for (const kind of lists) {
    const answer = await asked<{ report: unknown }>(graph.as(limited), question('digest'), { kind });
    expect(answer).toEqual({ report: null });
  }
});

it('is refused when any part of the graph does not answer, rather than made with holes', async () => {
  const [registry] = subgraphs.filter(({ name }) => name === 'registry');
  if (!registry) throw new Error('registry is one of them');
  const broken = {
    request: async () => ({
      kind: 'Data' as const,
      data: {} as never,
      errors: [{ code: 'UNAVAILABLE', message: 'down' }],
    }),
    close: async () => undefined,
  };
  const unknown = {
    ...broken,
    request: async () => ({ kind: 'Refused' as const, status: 401, code: 'UNAUTHENTICATED', message: 'who?' }),
  };
  const of = { subgraph: registry, db: database.db, as: actor(admin) };
  for (const client of [undefined, broken, unknown]) {
    const answer = await askRaw({ ...of, graph: client }, question('digest'), { kind: 'SR_11_7_INVENTORY' });
    expect(answer.data).toEqual({ report: null });
    expect(answer.errors?.map(({ originalError }) => isOutage(originalError))).toEqual([true]);
  }
});

it.each([
  [{ kind: 'MODEL_CARD' }, 'is about one model'],
  [{ kind: 'ACCESS_REVIEW', from: '2026-01-01T00:00:00Z' }, 'tells how things stand'],
])('says what is wrong with %j', async (variables, message) => {
  const answer = await graph.as(actor(admin)).request(question('digest'), variables);
  expect(answer).toMatchObject({ errors: [{ code: 'BAD_USER_INPUT', message: expect.stringContaining(message) }] });
});

it('reads page after page until all models are told, each once and in order', async () => {
  await rows(
    database.db,
    `WITH made AS (INSERT INTO access.model (id, visibility) SELECT 'mdl_' || lpad(n::text, 26, '0'), 'INTERNAL'
       FROM generate_series(1, 230) n RETURNING id)
     INSERT INTO registry.model (id, name, title, task, risk_tier, tags, objectives, revision, created_at, updated_at)
     SELECT id, 'bulk-' || right(id, 3), 'Bulk', 'OTHER', 'MINIMAL', '{}', '[]', 1, now(), now() FROM made`,
  );
  const made = await report(admin, { kind: 'SR_11_7_INVENTORY' });
  const names = [...(made?.content ?? '').matchAll(/"model": "([\w-]+)/g)].map(([, name]) => name);
  expect(names).toHaveLength(231 + models);
  expect(new Set(names).size).toBe(names.length);
  expect(names).toEqual(names.toSorted());
});

it('refuses a decision log of more than it can hold, and says how to ask for less', async () => {
  await rows(
    database.db,
    `INSERT INTO event.entry (id, at, actor_id, via, action, subject_id, model_id, summary, refused, changes, request_id)
     SELECT 'evt_' || lpad(n::text, 26, '0'), now() - interval '1 year', NULL, 'SYSTEM', 'role.changed', 'viewer', NULL,
       'changed a role', false, '[]', 'test' FROM generate_series(1, 5001) n`,
  );
  const answer = await graph.as(actor(admin)).request(question('digest'), { kind: 'DECISION_LOG' });
  const message = 'More than 5,000 decisions lie in this period: ask for a shorter one.';
  expect(answer).toMatchObject({ data: { report: null }, errors: [{ code: 'BAD_USER_INPUT', message }] });
  const from = new Date(Date.now() - 86_400_000).toISOString();
  expect(await report(admin, { kind: 'DECISION_LOG', from })).not.toBeNull();
});
