import { setTimeout as sleep } from 'node:timers/promises';
import { deploymentTables } from '@handoff/deployment/subgraph';
import { plannedOver } from '@handoff/gateway/testing/planned';
import { rows } from '@handoff/kit/database/database';
import { type TestDatabase, testDatabase } from '@handoff/kit/testing/database';
import { actor } from '@handoff/kit/testing/graph';
import { addPerson, addTeam, giveRole } from '@handoff/kit/testing/people';
import { monitoringTables } from '@handoff/monitoring/subgraph';
import { registryTables } from '@handoff/registry/subgraph';
import { allSubgraphs } from 'handoff/house';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Federated, federated } from '../federated.ts';
import { asked } from '../house.ts';
import { changed } from '../people.ts';

/** Who answered for a model, what it was allowed to do, and what was live, at an instant: one query. */
const question = `query AsOf($model: String!, $at: DateTime!) {
  model(name: $model) {
    asOf(at: $at) { title riskTier visibility archived team { name } aliases { name version { version } }
      roles { key permissions } }
    assignments(at: $at, state: ACCEPTED) { role { key } assignee { name } }
    live(at: $at) { environment { name } version { version } state trafficPercent endedAt }
    hostingDecisions(at: $at) { target { name } serving }
    requirements(at: $at) { metric value }
  }
}`;

interface Then {
  asOf: { title: string; riskTier: string; roles: { key: string; permissions: string[] }[] } | null;
  [field: string]: unknown;
}

let database: TestDatabase;
let graph: Federated;
let planned: Federated;
let [admin, ana, bo] = ['', '', ''];
let [target, requirement] = ['', ''];
/** Before anything was, while the first version ran under Ana, and after the second did under Bo. */
let [before, first, second] = ['', '', ''];

beforeAll(async () => {
  database = await testDatabase([...new Set([...registryTables, ...deploymentTables, ...monitoringTables])]);
  const { db } = database;
  [admin, ana, bo] = [await addPerson(db, 'Admin'), await addPerson(db, 'Ana'), await addPerson(db, 'Bo')];
  await giveRole(db, { to: admin, role: 'admin' });
  await addTeam(db, 'growth');
  const subgraphs = await allSubgraphs();
  graph = await federated(db, { subgraphs, service: actor(admin) });
  planned = await federated(db, { subgraphs, service: actor(admin), joined: plannedOver });
  before = await moment();
  await beginning();
  first = await moment();
  await handedOn();
  second = await moment();
  await own(admin, await ownerOf());
});
afterAll(async () => {
  await graph?.close();
  await planned?.close();
  await database?.drop();
});

const by = <T>(who: string, mutation: string, input: object) => changed<T>(graph.as(actor(who)), mutation, input);

/** An instant by the database's clock, apart from all that happens around it. */
async function moment(): Promise<string> {
  await sleep(5);
  const [row] = await rows<{ at: Date }>(database.db, 'SELECT clock_timestamp() AS at');
  await sleep(5);
  return row?.at.toISOString() ?? '';
}

async function beginning(): Promise<void> {
  await by(admin, 'registerModel', { name: 'churn', title: 'Churn', task: 'RANKING', riskTier: 'MINIMAL' });
  await own(ana);
  await role(['READ']);
  const made = await by<{ target: { id: string } }>(admin, 'saveTarget { target { id } }', {
    ...{ environment: 'dev', name: 'cluster', kind: 'KUBERNETES', executor: 'MANUAL' },
  });
  target = made.target.id;
  await host('ONLINE');
  await requires(40);
  await goesLive();
}

async function handedOn(): Promise<void> {
  const { model } = await asked<{ model: { revision: number } }>(
    graph.as(actor(admin)),
    '{ model(name: "churn") { revision } }',
  );
  const change = { title: 'Churn of customers', riskTier: 'LIMITED', visibility: 'RESTRICTED', team: 'growth' };
  await by(admin, 'updateModel', { model: 'churn', revision: model.revision, ...change });
  await own(bo, await ownerOf());
  await role(['READ', 'DEPLOY']);
  await host('BATCH');
  await requires(20);
  await goesLive();
}

/** replaces: the assignment of who owned it before, which ends with this. */
async function own(who: string, replaces?: string): Promise<void> {
  const made = await by<{ assignment: { id: string } }>(admin, 'proposeAssignment { assignment { id } }', {
    ...{ roleKey: 'owner', assigneeId: who, model: 'churn', replaces },
  });
  await by(who, 'respondToAssignment', { assignmentId: made.assignment.id, accept: true });
}

async function ownerOf(): Promise<string> {
  const source = '{ model(name: "churn") { assignments(state: ACCEPTED) { id } } }';
  const { model } = await asked<{ model: { assignments: { id: string }[] } }>(graph.as(actor(admin)), source);
  return model.assignments[0]?.id ?? '';
}

const role = (permissions: string[]) =>
  by(admin, 'saveRole', { key: 'on-call', title: 'On call', permissions, requiresAcceptance: false });
const host = (serving: string) =>
  by(admin, 'decideHosting', { model: 'churn', environment: 'dev', targetId: target, serving, rationale: 'It fits' });

/** What dev requires of its latency from now on. */
async function requires(value: number): Promise<void> {
  const told = { model: 'churn', environment: 'dev', metric: 'p95_latency_ms', comparator: 'AT_MOST', value };
  const more = requirement === '' ? {} : { id: requirement };
  const made = await by<{ requirement: { id: string } }>(admin, 'saveRequirement { requirement { id } }', {
    ...{ ...told, reason: 'Calls wait', ...more },
  });
  requirement = made.requirement.id;
}

/** A new version goes live in dev, where nobody has to approve. */
async function goesLive(): Promise<void> {
  const made = await by<{ version: { version: string } }>(admin, 'registerVersion { version { version } }', {
    ...{ model: 'churn', content: { changeNote: 'Anew' } },
  });
  await by(admin, 'setAlias', { model: 'churn', name: 'champion', version: made.version.version });
  const asks = { model: 'churn', version: made.version.version, environment: 'dev', reason: 'To try it' };
  const { promotion } = await by<{ promotion: { id: string } }>(admin, 'requestPromotion { promotion { id } }', asks);
  await by(admin, 'startRollout', { promotionId: promotion.id });
  await by(admin, 'reportRollout', { promotionId: promotion.id, succeeded: true });
}

describe('one query about an instant that is past', () => {
  const asOf = async (at: string, who = admin, whole = graph) =>
    (await asked<{ model: Then | null }>(whole.as(actor(who)), question, { model: 'churn', at })).model;
  const mayOnCall = (then: Then | null) => then?.asOf?.roles.find(({ key }) => key === 'on-call')?.permissions;

  it('says who answered for the model, what it was allowed to do and what was live', async () => {
    const then = await asOf(first);
    expect(then).toMatchObject({
      asOf: {
        ...{ title: 'Churn', riskTier: 'MINIMAL', visibility: 'INTERNAL', archived: false, team: null },
        aliases: [{ name: 'champion', version: { version: '1' } }],
      },
      assignments: [{ role: { key: 'owner' }, assignee: { name: 'Ana' } }],
      live: [
        { environment: { name: 'dev' }, version: { version: '1' }, state: 'LIVE', trafficPercent: 100, endedAt: null },
      ],
      hostingDecisions: [{ target: { name: 'cluster' }, serving: 'ONLINE' }],
      requirements: [{ metric: 'p95_latency_ms', value: 40 }],
    });
    expect(mayOnCall(then)).toEqual(['READ']);
  });

  it('says so of the next day too, whatever came after', async () => {
    const then = await asOf(second);
    expect(then).toMatchObject({
      asOf: { riskTier: 'LIMITED', visibility: 'RESTRICTED', team: { name: 'growth' } },
      assignments: [{ role: { key: 'owner' }, assignee: { name: 'Bo' } }],
      live: [{ version: { version: '2' }, state: 'LIVE', trafficPercent: 100 }],
      hostingDecisions: [{ serving: 'BATCH' }],
      requirements: [{ value: 20 }],
    });
    expect(mayOnCall(then)).toEqual(['READ', 'DEPLOY']);
  });

  it('says that before there was nothing', async () => {
    const nothing = { asOf: null, assignments: [], live: [], hostingDecisions: [], requirements: [] };
    expect(await asOf(before)).toEqual(nothing);
  });

  it('is answered alike by one process and by several', async () => {
    for (const at of [before, first, second]) expect(await asOf(at, admin, planned)).toEqual(await asOf(at));
  });

  it('is not found by who may not see the model now, though they could then', async () => {
    expect(await asOf(first, ana)).toBeNull();
  });
});
