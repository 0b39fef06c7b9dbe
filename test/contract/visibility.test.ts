import { deploymentTables } from '@handoff/deployment/subgraph';
import type { Actor } from '@handoff/kit/actor';
import { newContext } from '@handoff/kit/context';
import { rows } from '@handoff/kit/database/database';
import { newId } from '@handoff/kit/id';
import type { Subgraph } from '@handoff/kit/subgraph';
import { type TestDatabase, testDatabase } from '@handoff/kit/testing/database';
import { actor, ground, type Question } from '@handoff/kit/testing/graph';
import { addPerson, addTeam, giveRole } from '@handoff/kit/testing/people';
import { evaluateDue } from '@handoff/monitoring/alert/evaluation';
import { monitoringTables } from '@handoff/monitoring/subgraph';
import { evaluatingOn } from '@handoff/monitoring/testing/evaluating';
import { registryTables } from '@handoff/registry/subgraph';
import { type DocumentNode, type ExecutionResult, execute, parse, validate } from 'graphql';
import { allSubgraphs } from 'handoff/house';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Federated, federated } from '../federated.ts';
import { changeOf, everythingOf, questionsOf, referredTypes } from './everything.ts';

// Every text of the model that nobody else may see holds this, and no other text does.
const mark = 'zq7';
const amount = 731_731.25;
const model = `${mark}/forecast`;
const cost = { from: '2026-03-01T00:00:00Z', to: '2026-03-11T00:00:00Z', amount, currency: 'EUR', item: mark };
const point = { name: mark, at: new Date().toISOString(), value: amount, unit: mark };
const rule = { metric: mark, comparator: 'AT_MOST', threshold: 1, minimumRows: 1, runbook: mark };
const monitor = { name: mark, kind: 'METRIC', ...rule };
const promotion = { version: '1', reason: mark };
const review = { section: 'LABELS', verdict: 'QUESTION', comment: mark };
const hosting = () => ({ targetId: target, serving: 'ONLINE', integration: mark, rationale: mark });
const shares = ['A', 'B'].map(key => ({ key: `${mark}-${key}`, version: '1', control: key === 'A', share: 50 }));
const reading = { metric: mark, metricKind: 'MEAN', comparator: 'AT_LEAST', method: 'SEQUENTIAL' };
const experiment = { name: mark, hypothesis: mark, arms: shares, ...reading };
const sums = shares.map(({ key }) => ({ arm: key, at: point.at, n: 40, sum: 40, sumOfSquares: 80 }));
const content = {
  algorithm: mark,
  changeNote: mark,
  features: [{ name: mark, dtype: 'double', definition: `${mark}_age` }],
  labels: [{ name: mark, dtype: 'double' }],
  assumptions: [mark],
  trainingData: [{ dataset: { name: `${mark}_rows`, description: mark }, purpose: 'TRAINING' }],
  evaluations: [{ metric: mark, value: 1, dataset: `${mark}_rows` }],
  artifacts: [{ uri: `s3://${mark}/model` }],
  documents: [{ title: mark, kind: 'card', body: mark }],
};

let database: TestDatabase;
let subgraphs: Subgraph[];
/** What subgraphs ask each other, as an account that sees everything: what they tell of it is theirs to judge. */
let whole: Federated;
let owner: string;
let stranger: string;
let admin: string;
let target: string;
/** The ids of what belongs to the model, by what they are. */
const ids: Record<string, string> = {};

beforeAll(async () => {
  database = await testDatabase([...new Set([...registryTables, ...deploymentTables, ...monitoringTables])]);
  subgraphs = await allSubgraphs();
  owner = await addPerson(database.db, 'Olga');
  stranger = await addPerson(database.db, 'Stan');
  admin = await addPerson(database.db, 'Ada');
  await giveRole(database.db, { to: admin, role: 'admin' });
  await addTeam(database.db, 'quiet', [owner]);
  await addTeam(database.db, 'loud', [stranger]);
  whole = await federated(database.db, { subgraphs: subgraphs, service: actor(admin) });
  await registerAll();
  await decideAll();
});
afterAll(async () => {
  await whole?.close();
  await database?.drop();
});

async function registerAll(): Promise<void> {
  const told = { task: 'FORECASTING', riskTier: 'HIGH', visibility: 'RESTRICTED', title: mark, tags: [mark] };
  await change(actor(admin), 'registerModel', { name: model, team: 'quiet', ...told });
  await change(actor(admin), 'registerVersion', { model, content });
  await change(actor(admin), 'setAlias', { model, name: mark, version: '1' });
  await change(actor(admin), 'recordCost', { model, batchId: mark, costs: [cost] });
  await change(actor(admin), 'proposeAssignment', { roleKey: 'ml-engineer', assigneeId: owner, model });
  for (const table of ['model', 'version', 'dataset', 'feature_definition', 'document', 'assumption']) {
    ids[table] = await onlyId(`SELECT id FROM registry.${table}`);
  }
  await change(actor(admin), 'recordMetrics', { versionId: ids.version, batchId: mark, points: [point] });
  await change(actor(admin), 'saveMonitor', { monitor: { model, ...monitor } });
  await evaluateDue(evaluatingOn(database.db), 'FAST', new Date());
  for (const table of ['monitor', 'alert']) ids[table] = await onlyId(`SELECT id FROM monitoring.${table}`);
  await rows(
    database.db,
    `INSERT INTO monitoring.advice (id, model_id, version_id, action, state, reasons, alert_ids, suggested_at, revision)
     VALUES ($1, $2, $3, 'RETRAIN', 'OPEN', $4, $5, now(), 1)`,
    [newId('adv'), ids.model, ids.version, [mark], [ids.alert]],
  );
  ids.advice = await onlyId('SELECT id FROM monitoring.advice');
  ids.assignment = await onlyId('SELECT id FROM access.assignment WHERE model_id IS NOT NULL');
  await change(actor(owner), 'respondToAssignment', { assignmentId: ids.assignment, accept: true });
  await change(actor(owner), 'tagModel', { model, add: [`${mark}-own`] });
}

/** What is decided about the model and handed on of it: a hosting decision, a promotion, a handover under review. */
async function decideAll(): Promise<void> {
  const place = { environment: 'staging' };
  await change(actor(admin), 'saveTarget', { ...place, name: 'cluster', kind: 'KUBERNETES' });
  target = await onlyId('SELECT id FROM deployment.target');
  await change(actor(admin), 'decideHosting', { model, ...place, ...hosting() });
  await change(actor(admin), 'requestPromotion', { model, ...place, ...promotion });
  const serving = [{ model, version: mark }];
  await change(actor(admin), 'reportServing', { ...place, at: new Date().toISOString(), serving });
  await change(actor(admin), 'offerHandover', { model, version: '1', toId: owner, note: mark });
  await change(actor(admin), 'createExperiment', { model, ...experiment });
  for (const table of ['hosting_decision', 'promotion', 'experiment'])
    ids[table] = await onlyId(`SELECT id FROM deployment.${table}`);
  await change(actor(owner), 'startExperiment', { experimentId: ids.experiment });
  await change(actor(owner), 'recordExperimentData', { experimentId: ids.experiment, batchId: mark, arms: sums });
  ids.handover = await onlyId('SELECT id FROM registry.handover');
  await change(actor(owner), 'reviewHandover', { handoverId: ids.handover, ...review });
}

async function onlyId(sql: string): Promise<string> {
  const found = await rows<{ id: string }>(database.db, sql);
  expect(found).toHaveLength(1);
  return found[0]?.id ?? '';
}

/** What a change answers, with all that can be asked of its payload. */
async function change(as: Actor, name: string, input: object): Promise<ExecutionResult> {
  const subgraph = subgraphs.find(({ schema }) => schema.getMutationType()?.getFields()[name]);
  if (!subgraph) throw new Error(`No subgraph has the change "${name}".`);
  const of = { subgraph, db: database.db, as, graph: whole.as(actor(admin)) };
  const answer = await askKept(of, changeOf(subgraph.schema, name), { input });
  if (answer.errors) throw new Error(`${name}: ${answer.errors.map(({ message }) => message).join('; ')}`);
  return answer;
}

const documents = new Map<string, DocumentNode>();

/** Asks like a client whose documents are known: reading and validating such long ones takes longer than answering. */
async function askKept(
  of: Question,
  source: string,
  variableValues: Record<string, unknown>,
): Promise<ExecutionResult> {
  const { schema, name } = of.subgraph;
  const key = `${name} ${source}`;
  const document = documents.get(key) ?? parse(source, { noLocation: true });
  if (!documents.has(key)) expect(validate(schema, document)).toEqual([]);
  documents.set(key, document);
  return execute({ schema, document, variableValues, contextValue: newContext(ground(of.db, of.graph), of.as) });
}

/** All answers to all questions that could lead to the model, as text. */
async function allAnswers(as: Actor): Promise<string> {
  const sought = [mark, model, `${mark}_rows`, `${mark}_age`, ...Object.values(ids)];
  const answers: ExecutionResult[] = [];
  for (const subgraph of subgraphs) {
    const of = { subgraph, db: database.db, as, graph: whole.as(actor(admin)) };
    for (const { source, more, variables } of questionsOf(subgraph.schema, sought)) {
      for (const one of [source, ...more]) {
        for (const each of variables) answers.push(await askKept(of, timed(one), each));
      }
    }
    for (const type of referredTypes(subgraph.schema)) {
      const source = `query ($of: [_Any!]!) { _entities(representations: $of) {
        ... on ${type.name} { __typename ${everythingOf(subgraph.schema, type)} } } }`;
      const representations = references(type.name);
      const answer = await askKept(of, timed(source), { of: representations });
      answers.push(type.name === 'Model' ? answer : unechoed(answer, representations));
    }
  }
  // An answer without data is a question that made no sense, and would hide what it should find.
  expect(answers.filter(({ data }) => data === undefined)).toEqual([]);
  return JSON.stringify(answers);
}

/** A question with the times at which there is something to be told. */
function timed(source: string): string {
  const day = 86_400_000;
  const period = `from: "${new Date(Date.now() - day).toISOString()}", to: "${new Date(Date.now() + day).toISOString()}"`;
  return source
    .replace(/\bcost(?= \{)/, `cost(from: "${cost.from}", to: "${cost.to}")`)
    .replace(/\bmetric\(name: "1", from: "[^"]*", to: "[^"]*"\)/g, `metric(name: "${mark}", ${period})`);
}

/** Without the ids that were only given back: a subgraph that knows a thing by its id alone says nothing by that. */
function unechoed(answer: ExecutionResult, asked: readonly { id?: string }[]): ExecutionResult {
  const entities = (answer.data?._entities ?? []) as ({ id?: string } | null)[];
  const left = entities.map((entity, i) => (entity?.id === asked[i]?.id ? { ...entity, id: null } : entity));
  return { ...answer, data: answer.data && { ...answer.data, _entities: left } };
}

function references(type: string): { __typename: string; id?: string; name?: string }[] {
  const both = `${ids.version}:${ids.version}`;
  const byId = [...Object.values(ids), both].map(id => ({ __typename: type, id }));
  return type === 'Model' ? [...byId, { __typename: type, name: model }] : byId;
}

/** Which of the model's things a text tells of, but for those that the asker named. */
function told(text: string, named: object = {}): string[] {
  const given = JSON.stringify(named);
  const things = { mark, amount: String(amount), ...ids };
  return Object.entries(things)
    .filter(([, thing]) => text.includes(thing) && !given.includes(thing))
    .map(([name]) => name)
    .toSorted();
}

it('whoever answers for a restricted model is told all of it', async () => {
  expect(told(await allAnswers(actor(owner)))).toEqual(['amount', 'mark', ...Object.keys(ids)].toSorted());
});

it.each<[string, () => Actor]>([
  ['a stranger', () => actor(stranger)],
  ['who answers for it, by a token that may not read,', () => actor(owner, { limitedTo: ['INGEST'] })],
  ['a service account without a role', () => actor('svc_nobody')],
])('%s is told neither its name nor an id of it', async (_, who) => {
  expect(told(await allAnswers(who()))).toEqual([]);
});

const day = '2030-01-01T00:00:00Z';
const record = { name: 'mine', source: { system: 'MLFLOW', externalId: mark } };

it.each<[string, (reference: string) => object]>([
  ['updateModel', reference => ({ model: reference, revision: 1, title: 'Mine' })],
  ['tagModel', reference => ({ model: reference, version: '1', add: ['mine'] })],
  ['archiveModel', reference => ({ model: reference, reason: 'Mine' })],
  ['setAlias', reference => ({ model: reference, name: 'mine', version: '1' })],
  ['registerModel', name => ({ name, task: 'OTHER', riskTier: 'LIMITED', team: 'loud' })],
  ['registerVersion', reference => ({ model: reference, content: {}, parentVersion: ids.version })],
  ['archiveVersion', reference => ({ model: reference, version: '1', reason: 'Mine' })],
  ['writeDocument', reference => ({ model: reference, id: ids.document, title: 'Mine', kind: 'mine' })],
  ['removeDocument', () => ({ id: ids.document, reason: 'Mine' })],
  ['checkAssumption', () => ({ assumptionId: ids.assumption, status: 'HOLDS' })],
  ['recordValidation', reference => ({ model: reference, validatedAt: '2026-01-01T00:00:00Z', summary: 'Mine' })],
  ['saveFeature', () => ({ id: ids.feature_definition, name: 'mine', dtype: 'long' })],
  ['saveDataset', () => ({ id: ids.dataset, name: 'mine' })],
  ['proposeAssignment', reference => ({ model: reference, roleKey: 'owner', assigneeId: stranger })],
  ['respondToAssignment', () => ({ assignmentId: ids.assignment, accept: true })],
  ['endAssignment', () => ({ assignmentId: ids.assignment, reason: 'Mine' })],
  ['delegateAssignment', () => ({ assignmentId: ids.assignment, toPersonId: stranger, until: day })],
  ['recordCost', reference => ({ model: reference, batchId: mark, costs: [cost] })],
  ['setBudget', reference => ({ model: reference, amount: 1, currency: 'EUR' })],
  ['recordMetrics', () => ({ versionId: ids.version, batchId: mark, points: [point] })],
  ['saveMonitor', reference => ({ monitor: { model: reference, ...monitor } })],
  ['saveMonitor', reference => ({ id: ids.monitor, monitor: { model: reference, ...monitor } })],
  ['acknowledgeAlert', () => ({ alertId: ids.alert })],
  ['silenceAlert', () => ({ alertId: ids.alert, minutes: 5, reason: 'Mine' })],
  ['unsilenceAlert', () => ({ alertId: ids.alert })],
  ['resolveAlert', () => ({ alertId: ids.alert, note: 'Mine' })],
  ['escalateAlert', () => ({ alertId: ids.alert })],
  ['rateAlert', () => ({ alertId: ids.alert, useful: true })],
  ['openDiscussion', () => ({ adviceId: ids.advice, discussion: 'https://chat.example/mine' })],
  ['decideAdvice', () => ({ adviceId: ids.advice, decision: 'KEEP', rationale: 'Mine' })],
  ['decideHosting', reference => ({ model: reference, environment: 'staging', ...hosting() })],
  [
    'saveRequirement',
    reference => ({ model: reference, environment: 'staging', metric: 'mine', comparator: 'AT_MOST', value: 1 }),
  ],
  ['requestPromotion', reference => ({ model: reference, environment: 'staging', ...promotion })],
  ['decidePromotion', () => ({ promotionId: ids.promotion, decision: 'APPROVE', evidenceDigest: 'mine' })],
  ['waiveCheck', () => ({ promotionId: ids.promotion, check: 'DOCUMENTED', reason: 'Mine' })],
  ['recheckPromotion', () => ({ promotionId: ids.promotion })],
  ['withdrawPromotion', () => ({ promotionId: ids.promotion, reason: 'Mine' })],
  ['startRollout', () => ({ promotionId: ids.promotion })],
  ['reportRollout', () => ({ promotionId: ids.promotion, succeeded: true })],
  ['rollBack', () => ({ promotionId: ids.promotion, reason: 'Mine' })],
  ['createExperiment', reference => ({ model: reference, ...experiment })],
  ['startExperiment', () => ({ experimentId: ids.experiment })],
  ['recordExperimentData', () => ({ experimentId: ids.experiment, batchId: mark, arms: sums })],
  ['stopExperiment', () => ({ experimentId: ids.experiment, reason: 'Mine' })],
  ['decideExperiment', () => ({ experimentId: ids.experiment, verdict: 'INVALID', rationale: 'Mine' })],
  ['offerHandover', reference => ({ model: reference, version: '1', toId: stranger })],
  ['reviewHandover', () => ({ handoverId: ids.handover, ...review })],
  ['answerHandover', () => ({ handoverId: ids.handover, accept: true, digest: 'mine' })],
  ['withdrawHandover', () => ({ handoverId: ids.handover, reason: 'Mine' })],
  ['importModels', reference => ({ records: [{ ...record, name: reference, team: 'loud' }] })],
])('%s by a stranger tells nothing but what the stranger told', async (name, inputFor) => {
  for (const reference of [model, ids.model ?? '']) {
    const input = inputFor(reference);
    expect(told(JSON.stringify(await change(actor(stranger), name, input)), input)).toEqual([]);
  }
});

it('what a stranger tried leaves nothing to be read of it', async () => {
  expect(told(await allAnswers(actor(stranger)))).toEqual([]);
});
