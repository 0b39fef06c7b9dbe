import { createHmac, randomUUID } from 'node:crypto';
import { type TestServer, testServer } from '@handoff/kit/testing/server';
import { world } from '@handoff/registry/source/testing/world';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asked, type TestHouse, testHouse, until } from '../house.ts';

const secret = 'what both of them know';
const name = 'From MLflow';

describe.each(['socket', 'split'] as const)('over %s', mode => {
  let server: TestServer;
  let house: TestHouse;
  beforeAll(async () => {
    server = await testServer();
    house = await testHouse(mode, { HANDOFF_MLFLOW_URL: server.url, HANDOFF_MLFLOW_WEBHOOK_SECRET: secret });
  }, 90_000);
  afterAll(async () => {
    await house?.stop();
    await server?.stop();
  });

  /** What MLflow sends when an alias of the model was set. */
  function deliver(signedWith = secret): Promise<Response> {
    const [id, seconds] = [randomUUID(), String(Math.floor(Date.now() / 1000))];
    const body = JSON.stringify({ entity: 'model_version_alias', action: 'created', data: { name, version: '2' } });
    const signature = createHmac('sha256', signedWith).update(`${id}.${seconds}.${body}`).digest('base64');
    const headers = {
      'content-type': 'application/json',
      'x-mlflow-delivery-id': id,
      'x-mlflow-timestamp': seconds,
      'x-mlflow-signature': `v1,${signature}`,
    };
    return fetch(`${house.url}/hooks/mlflow`, { method: 'POST', headers, body });
  }

  /** An MLflow in which the alias champion names a version. */
  const championIs = (version: string) =>
    server.answer(given => {
      const registered_model = { name, aliases: [{ alias: 'champion', version }] };
      return given.path.endsWith('registered-models/get') ? { body: { registered_model } } : world(given);
    });

  const champion = async () => {
    interface Found {
      model: { aliases: { name: string; version: { version: string } }[] } | null;
    }
    const source = '{ model(name: "from-mlflow") { aliases { name version { version } } } }';
    return (await asked<Found>(house.admin, source)).model?.aliases ?? [];
  };

  it('follows what is promoted in MLflow, also when that cannot be read just then', async () => {
    expect((await deliver('another secret')).status).toBe(401);
    expect((await deliver()).status).toBe(202);
    await until(() => expect(server.paths()).toContain('/api/2.0/mlflow/registered-models/get'));
    expect(await champion()).toEqual([]);
    for (const version of ['2', '1']) {
      championIs(version);
      expect((await deliver()).status).toBe(202);
      await until(async () => expect(await champion()).toMatchObject([{ name: 'champion', version: { version } }]));
    }
    const [trail] = (
      await asked<{ auditTrail: { nodes: { via: string; actor: object | null }[] } }>(
        house.admin,
        '{ auditTrail(action: "source.refresh_requested", first: 1) { nodes { via actor { id } } } }',
      )
    ).auditTrail.nodes;
    expect(trail).toEqual({ via: 'SYSTEM', actor: null });
  });
});
