import { columnNames } from '@handoff/kit/database/columns';
import { rows } from '@handoff/kit/database/database';
import { countStatements } from '@handoff/kit/database/statements';
import { newId } from '@handoff/kit/id';
import { addPerson, addRole, addTeam, giveRole } from '@handoff/kit/testing/people';
import { defaultFieldResolver, type GraphQLObjectType } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type KnownVersion, type Office, openOffice } from '../testing/office.ts';
import { evaluateAll, measure, watch } from '../testing/watching.ts';
import { alerts } from './table.ts';

let office: Office;
let owner: string;
let insider: string;
let team: string;
/** Three models with an alert each, the last one restricted, and one of which nothing is known. */
const versions: KnownVersion[] = [];
let deployment: string;
const models = () => versions.map(({ modelId }) => modelId);

beforeAll(async () => {
  office = await openOffice();
  owner = await addPerson(office.db, 'Ola');
  insider = await addPerson(office.db, 'Ida');
  team = await addTeam(office.db, 'growth', [owner]);
  for (const visibility of ['INTERNAL', 'INTERNAL', 'RESTRICTED', 'INTERNAL'] as const) {
    versions.push(
      await office.addVersion(await office.addModel(visibility, visibility === 'RESTRICTED' ? undefined : team)),
    );
  }
  const [first, second, secret] = versions as [KnownVersion, KnownVersion, KnownVersion];
  await giveRole(office.db, { to: insider, role: 'owner', model: secret.modelId });
  deployment = office.addDeployment(first, 'production');
  await watch(office, first.modelId, { severity: 'CRITICAL' });
  await watch(office, second.modelId);
  await watch(office, secret.modelId, { severity: 'INFO' });
  const now = new Date();
  await measure(office, { version: first, deploymentId: deployment }, { at: now, value: 0.5, n: 40 });
  await measure(office, { version: second }, { at: now, value: 0.5 });
  await measure(office, { version: secret }, { at: now, value: 0.5 });
  await evaluateAll(office, now);
});
afterAll(() => office.database.drop());

const everything = `id state severity title detail value threshold fingerprint firedAt count escalation escalatesAt revision
  model { id } deployment { id } environment monitor { id name useful model { id } } acknowledgedBy { id } resolvedBy { id }
  responsible { id } cause { id } explains { totalCount nodes { id } } previous { id } useful noise
  evidence { sentence histogram { label } series { name grain points { value n p50 } } }
  moves anyone: moves(anyone: true) history { move by { id } }`;

interface Page {
  totalCount: number;
  nodes: {
    id: string;
    model: { id: string };
    state: string;
    evidence: { sentence: string; series: { points: { value: number }[] } };
  }[];
  pageInfo: { endCursor: string; hasNextPage: boolean };
}

async function list(as: string, args = ''): Promise<Page> {
  const source = `{ alerts${args} { totalCount nodes { ${everything} } pageInfo { endCursor hasNextPage } } }`;
  return (await office.ask<{ alerts: Page }>(as, source)).alerts;
}
const modelsOf = ({ nodes }: Page) => nodes.map(({ model }) => models().indexOf(model.id));

describe('all alerts', () => {
  it('are those the viewer may see, newest first, page by page', async () => {
    expect(modelsOf(await list(office.ana)).toSorted()).toEqual([0, 1]);
    const all = await list(insider);
    expect(all.totalCount).toBe(3);
    expect(all.nodes.map(({ id }) => id)).toEqual(
      all.nodes
        .map(({ id }) => id)
        .toSorted()
        .toReversed(),
    );
    const first = await list(insider, '(first: 2)');
    expect(first.pageInfo.hasNextPage).toBe(true);
    const rest = await list(insider, `(first: 2, after: "${first.pageInfo.endCursor}")`);
    expect([...first.nodes, ...rest.nodes].map(({ id }) => id)).toEqual(all.nodes.map(({ id }) => id));
  });

  it.each([
    ['(severity: CRITICAL)', [0]],
    ['(environment: "production")', [0]],
    ['(environment: "pro\u0000duction")', []],
    ['(state: [FIRING, PENDING])', [0, 1, 2]],
    ['(state: [RESOLVED])', []],
    ['(state: [])', []],
    ['(mine: true)', [2]],
    ['(mine: false)', [0, 1, 2]],
  ])('%s are those of models %j', async (args, expected) => {
    const found = await list(insider, args);
    expect(modelsOf(found).toSorted()).toEqual(expected);
    expect(found.totalCount).toBe(expected.length);
  });

  it("are a team's own for its members", async () => {
    expect(modelsOf(await list(owner, '(mine: true)')).toSorted()).toEqual([0, 1]);
  });

  it('are read, with all that can be asked of them, by as many statements as one', async () => {
    const one = await countStatements(() => list(office.ana, '(first: 1)'));
    const all = await countStatements(() => list(office.ana, '(first: 2)'));
    expect(all.result.nodes).toHaveLength(2);
    expect(all.statements).toHaveLength(one.statements.length);
  });

  it('carry the metric around the time that they fired', async () => {
    for (const { evidence } of (await list(insider)).nodes) {
      expect(evidence.series.points).toEqual([{ value: 0.5, n: expect.any(Number), p50: 0.5 }]);
      expect(evidence.sentence).toContain('accuracy was 0.5');
    }
  });
});

/** What something of each thing is, by the type and the ids of them. */
async function each<T>(as: string, of: { type: string; ids: readonly string[] }, fields: string): Promise<T[]> {
  const source = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on ${of.type} { ${fields} } } }`;
  const representations = of.ids.map(id => ({ __typename: of.type, id }));
  return (await office.ask<{ _entities: T[] }>(as, source, { of: representations }))._entities;
}

const health = 'health { status summary since openAlerts lastObservedAt }';
interface Healthy {
  health: { status: string; summary: string; openAlerts: number } | null;
}

describe('the health of a model', () => {
  it('is that of its worst open alert, and unknown where nothing was observed', async () => {
    const found = await each<Healthy>(insider, { type: 'Model', ids: models() }, health);
    expect(found.map(model => model.health?.status)).toEqual(['FAILING', 'DEGRADED', 'HEALTHY', 'UNKNOWN']);
    expect(found.map(model => model.health?.openAlerts)).toEqual([1, 1, 1, 0]);
    expect(found[3]?.health?.summary).toBe('No alert is open; nothing was observed yet.');
  });

  it('is listed worst first, with counts over all that the viewer may see', async () => {
    const source = (args = '') =>
      `{ modelHealth${args} { totalCount counts { status count } nodes { model { id } health { status } } pageInfo { endCursor } } }`;
    interface Listed {
      modelHealth: {
        totalCount: number;
        counts: object[];
        nodes: { model: { id: string } }[];
        pageInfo: { endCursor: string };
      };
    }
    const of = async (as: string, args?: string) => (await office.ask<Listed>(as, source(args))).modelHealth;
    const order = ({ nodes }: Listed['modelHealth']) => nodes.map(({ model }) => models().indexOf(model.id));
    const all = await of(insider);
    expect([order(all), all.totalCount]).toEqual([[0, 1, 3, 2], 4]);
    expect(all.counts).toEqual(['FAILING', 'DEGRADED', 'UNKNOWN', 'HEALTHY'].map(status => ({ status, count: 1 })));
    const first = await of(insider, '(first: 3)');
    expect(order(await of(insider, `(first: 3, after: "${first.pageInfo.endCursor}")`))).toEqual([2]);
    const open = await of(office.ana, '(status: [HEALTHY, FAILING])');
    expect([order(open), open.totalCount]).toEqual([[0], 1]);
    expect(open.counts.at(-1)).toEqual({ status: 'HEALTHY', count: 0 });
  });

  it('is unknown when what was observed is older than a week', async () => {
    const version = await office.addVersion();
    const ago = (days: number) => new Date(Date.now() - days * 86_400_000);
    const status = async () =>
      (await each<Healthy>(office.ana, { type: 'Model', ids: [version.modelId] }, health))[0]?.health?.status;
    await measure(office, { version }, { at: ago(8), value: 1 });
    expect(await status()).toBe('UNKNOWN');
    await measure(office, { version }, { at: ago(6), value: 1 });
    expect(await status()).toBe('HEALTHY');
    await rows(office.db, 'DELETE FROM monitoring.metric_series WHERE version_id = $1', [version.id]);
    await rows(office.db, 'DELETE FROM access.model WHERE id = $1', [version.modelId]);
  });
});

describe('alerts and health of deployments', () => {
  it('are their own, and nothing to who may not see the model', async () => {
    const [first, second] = versions as [KnownVersion, KnownVersion];
    const ids = [deployment, office.addDeployment(second, 'production'), newId('dep')];
    const of = (as: string) =>
      each<Healthy & { alerts: Page }>(
        as,
        { type: 'Deployment', ids },
        `${health} alerts(state: [FIRING]) { totalCount nodes { ${everything} } }`,
      );
    const open = await of(office.ana);
    expect(open.map(each => [each.health?.status, each.alerts.totalCount])).toEqual([
      ['FAILING', 1],
      ['UNKNOWN', 0],
      ['UNKNOWN', 0],
    ]);
    await rows(office.db, "UPDATE access.model SET visibility = 'RESTRICTED', team_id = NULL WHERE id = $1", [
      first.modelId,
    ]);
    const closed = await of(office.ana);
    expect(closed.map(each => [each.health?.status, each.alerts.totalCount, each.alerts.nodes.length])).toEqual(
      Array(3).fill(['UNKNOWN', 0, 0]),
    );
    await rows(office.db, "UPDATE access.model SET visibility = 'INTERNAL', team_id = $2 WHERE id = $1", [
      first.modelId,
      team,
    ]);
  });
});

it('lists of many things take as many statements as those of one', async () => {
  const admin = await addPerson(office.db, 'Ada');
  await giveRole(office.db, { to: admin, role: await addRole(office.db, 'root', ['ACCESS_ADMIN']) });
  const page = `totalCount nodes { ${everything} } pageInfo { endCursor }`;
  const things = [
    { type: 'Model', ids: models().slice(0, 2), fields: `${health} alerts { ${page} } monitors { name }` },
    { type: 'Deployment', ids: [deployment, newId('dep')], fields: `${health} alerts { ${page} }` },
    { type: 'Person', ids: [owner, insider], fields: `openAlerts { ${page} }` },
  ];
  for (const { type, ids, fields } of things) {
    const one = await countStatements(() => each(admin, { type, ids: ids.slice(0, 1) }, fields));
    const all = await countStatements(() => each(admin, { type, ids }, fields));
    expect(all.statements.length, type).toBe(one.statements.length);
  }
});

describe("a person's open alerts", () => {
  interface Open {
    openAlerts: Page | null;
  }
  const of = async (as: string, person: string) => {
    const fields = `openAlerts { totalCount nodes { ${everything} } }`;
    return (await each<Open>(as, { type: 'Person', ids: [person] }, fields))[0]?.openAlerts ?? null;
  };

  it('are theirs and of their teams, for themselves and who manages access', async () => {
    expect((await of(owner, owner))?.totalCount).toBe(2);
    expect((await of(insider, insider))?.nodes.map(({ model }) => models().indexOf(model.id))).toEqual([2]);
    expect(await of(office.ana, owner)).toBeNull();
    const admin = await addPerson(office.db, 'Adam');
    await giveRole(office.db, { to: admin, role: 'admin' });
    expect((await of(admin, owner))?.totalCount).toBe(2);
  });
});

describe('alerts of a model', () => {
  it('are read with no more columns than are asked of them', async () => {
    const read = async (fields: string) => {
      const asking = () =>
        each<{ alerts: { nodes: object[] } }>(
          insider,
          { type: 'Model', ids: models() },
          `alerts { nodes { ${fields} } pageInfo { endCursor } }`,
        );
      const { result, statements } = await countStatements(asking);
      const sql = statements.find(text => text.includes('monitoring.alert a')) ?? '';
      return { nodes: result.flatMap(({ alerts }) => alerts.nodes), columns: sql.match(/\ba\.\w+ AS/g)?.length };
    };
    const few = await read('title state');
    expect([few.nodes.length, few.columns]).toEqual([3, 3]);
    expect(few.nodes[0]).toEqual({ title: expect.stringMatching(/./), state: 'FIRING' });
    expect((await read('title model { id }')).columns).toBe(3);
    expect((await read('title evidence { sentence }')).columns).toBeGreaterThan(20);
  });

  it('have no computed field under the name of a column, which would be read without what it needs', () => {
    const type = office.subgraph.schema.getType('Alert') as GraphQLObjectType;
    const fields = Object.values(type.getFields());
    const computed = fields.filter(({ resolve }) => resolve && resolve !== defaultFieldResolver);
    expect(computed.length).toBeGreaterThan(5);
    const properties = new Set(columnNames(alerts).map(([property]) => property));
    expect(computed.filter(({ name }) => properties.has(name))).toEqual([]);
  });
});
