import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deploymentPart } from '@handoff/deployment/part';
import { serveGateway } from '@handoff/gateway/serve';
import { createGraphClient, type GraphClient } from '@handoff/kit/graph-client';
import { silentLog } from '@handoff/kit/log';
import { type PartOptions, type RunningPart, serveSubgraphPart } from '@handoff/kit/serve/part';
import { type PartName, settingsFor } from '@handoff/kit/settings/parts';
import type { TestDatabase } from '@handoff/kit/testing/database';
import { freePort } from '@handoff/kit/testing/free-port';
import { migrations } from '@handoff/migrations/list';
import { monitoringPart } from '@handoff/monitoring/part';
import { registryPart } from '@handoff/registry/part';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ended, handoff } from '../command.ts';
import { demoDatabase } from '../demo.ts';
import { asked, until } from '../house.ts';
import { settingsOf } from '../settings.ts';

describe('handoff serve', () => {
  it.each([
    [['gateway'], ['DATABASE_URL', 'HANDOFF_INTERNAL_KEY', 'REGISTRY_URL', 'DEPLOYMENT_URL', 'MONITORING_URL']],
    [['everything'], ['error:']],
  ])('%s without what it needs: a line for each, exit code 2', async (words, lines) => {
    const { code, stdout, stderr } = await ended(handoff(['serve', ...words], {}));
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(
      stderr
        .trim()
        .split('\n')
        .map(line => line.split(' ')[0]),
    ).toEqual(lines);
  });
});

describe('two gateways over two registries', () => {
  const adminToken = 'the-admin-token-of-this-test';
  const running = new Map<string, RunningPart>();
  const clients: GraphClient[] = [];
  let database: TestDatabase;
  let home: string;

  /** The options of a part, as its own environment would give them. */
  function optionsOf(part: PartName, environment: Record<string, string>): PartOptions {
    const shared = {
      DATABASE_URL: database.url,
      HANDOFF_HOME: home,
      HANDOFF_INTERNAL_KEY: 'the internal key of this test, 32+',
      HANDOFF_BOOTSTRAP_TOKEN: adminToken,
    };
    const found = settingsFor(part, settingsOf({ ...shared, ...environment }));
    if ('problems' in found) throw new Error(found.problems.join('\n'));
    return { settings: found.settings, log: silentLog(), migrations };
  }

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'handoff-several-'));
    database = await demoDatabase();
    const supergraph = await readFile(new URL('../../gateway/supergraph.graphql', import.meta.url), 'utf8');
    const gatewayPort = String(await freePort());
    const GATEWAY_URL = `http://127.0.0.1:${gatewayPort}/graphql`;
    const start = async (name: string, part: Promise<RunningPart>) => void running.set(name, await part);
    const onAnyPort = { PORT: '0', GATEWAY_URL };
    // Both bring the same accounts at once.
    await Promise.all(
      ['registry', 'second registry'].map(name =>
        start(name, serveSubgraphPart(registryPart, optionsOf('registry', onAnyPort))),
      ),
    );
    await start('deployment', serveSubgraphPart(deploymentPart, optionsOf('deployment', onAnyPort)));
    await start('monitoring', serveSubgraphPart(monitoringPart, optionsOf('monitoring', onAnyPort)));
    const at = (name: string) => `${running.get(name)?.url}/graphql`;
    const addresses = {
      REGISTRY_URL: `${at('registry')}, ${at('second registry')}`,
      DEPLOYMENT_URL: at('deployment'),
      MONITORING_URL: at('monitoring'),
    };
    for (const [name, PORT] of [
      ['gateway', gatewayPort],
      ['second gateway', '0'],
    ] as const)
      await start(name, serveGateway(optionsOf('gateway', { ...addresses, PORT }), supergraph));
    for (const name of ['gateway', 'second gateway'])
      clients.push(createGraphClient({ url: at(name), token: adminToken, via: 'GRAPHQL' }));
  });
  afterAll(async () => {
    await Promise.all(clients.map(client => client.close()));
    await Promise.all([...running.values()].map(part => part.stop()));
    await database.drop();
    await rm(home, { recursive: true, force: true });
  });

  const overview = '{ model(name: "card-fraud") { name cost { __typename } } environments { name } }';
  const lookThrough = () => Promise.all(clients.map(client => client.request(overview)));
  const fine = { kind: 'Data', errors: [], data: { model: { name: 'card-fraud', cost: {} } } };

  it('answer alike, and say that they are ready', async () => {
    for (const answer of await lookThrough()) expect(answer).toMatchObject(fine);
    for (const { url } of running.values())
      await until(async () => expect((await fetch(`${url}/readyz`)).status).toBe(200));
  });

  it('a change through one is seen through the other, and sealed once', async () => {
    const [one, other] = clients as [GraphClient, GraphClient];
    const input = { name: 'seen-by-both', task: 'OTHER', riskTier: 'MINIMAL', team: 'operations' };
    const source =
      'mutation ($input: RegisterModelInput!) { registerModel(input: $input) { model { id } problem { message } } }';
    const { registerModel } = await asked<{ registerModel: { model: { id: string } } }>(one, source, { input });
    const { auditTrail } = await until(async () => {
      const found = await asked<{ auditTrail: { nodes: { seq: number | null }[] } }>(
        other,
        'query ($id: ID!) { auditTrail(subjectId: $id) { nodes { seq } } }',
        { id: registerModel.model.id },
      );
      expect(found.auditTrail.nodes[0]?.seq).toBeGreaterThan(0);
      return found;
    });
    expect(auditTrail.nodes).toHaveLength(1);
  });

  it('a name is found across subgraphs: monitoring asks the graph as itself', async () => {
    const source = 'mutation ($input: SetBudgetInput!) { setBudget(input: $input) { problem { message } } }';
    const input = { model: 'card-fraud', amount: 100, currency: 'EUR', idempotencyKey: 'several' };
    expect(await asked(clients[0] as GraphClient, source, { input })).toEqual({ setBudget: { problem: null } });
  });

  it('one registry less: nobody notices', async () => {
    await running.get('registry')?.stop();
    for (let count = 0; count < 6; count++)
      for (const answer of await lookThrough()) expect(answer).toMatchObject(fine);
  });

  it('nobody else is answered by a subgraph', async () => {
    const answer = await fetch(`${running.get('second registry')?.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${adminToken}` },
      body: JSON.stringify({ query: overview }),
    });
    expect(answer.status).toBe(401);
  });
});
