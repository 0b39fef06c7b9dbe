import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Served } from '@handoff/kit/http/serve';
import { silentLog } from '@handoff/kit/log';
import { serveSubgraph } from '@handoff/kit/serve/serve';
import { afterEach, describe, expect, test } from 'vitest';
import type { Gateway } from './gateway.ts';
import { overHttp, type Remote } from './http.ts';
import { probesOf } from './probe.ts';
import { ask, openHouse } from './testing/house.ts';
import { subgraphs } from './testing/subgraphs.ts';

const key = 'the internal key of this test, 32+';
const open: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

async function serve(name: string, otherKey = key): Promise<string> {
  const subgraph = subgraphs().find(each => each.name === name);
  if (!subgraph) throw new Error(`no subgraph ${name}`);
  const served: Served = await serveSubgraph({
    subgraph,
    context: subgraph.context,
    key: otherKey,
    host: '127.0.0.1',
    port: 0,
    ready: async () => ({ ready: true, parts: {} }),
    log: silentLog(),
  });
  open.push(() => served.close());
  return `${served.url}/graphql`;
}

/** A server that is no subgraph; counts what reaches it. */
async function stub(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await new Promise(resolve => server.once('listening', resolve));
  open.push(
    () =>
      new Promise(resolve => {
        server.closeAllConnections();
        server.close(resolve);
      }),
  );
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
}

const refusing = 'http://127.0.0.1:1/graphql';

interface Parts {
  registry?: readonly string[];
  monitoring?: readonly string[];
  timeoutMs?: number;
}

async function gatewayOver(parts: Parts = {}): Promise<{ gateway: Gateway; remote: Remote }> {
  const registry = parts.registry ?? [await serve('registry')];
  const monitoring = parts.monitoring ?? [await serve('monitoring')];
  const addresses = { registry, monitoring, deployment: [await serve('deployment')] };
  const remote = overHttp({ addresses, key, timeoutMs: parts.timeoutMs });
  const gateway = await openHouse({ source: remote.source });
  open.push(() => remote.close());
  open.push(() => gateway.close());
  return { gateway, remote };
}

const codeOf = (reply: Awaited<ReturnType<typeof ask>>) => reply.json.errors?.[0]?.extensions.code;

describe('over HTTP', () => {
  test('a query goes through three processes as through one', async () => {
    const { gateway } = await gatewayOver();
    const query = '{ model(id: "7") { name deployments { environment } } viewer { name requestId } alerts { title } }';
    const reply = await ask(gateway.url, { query });
    expect(reply.json).toEqual({
      data: {
        model: { name: 'model 7', deployments: [{ environment: 'production' }] },
        viewer: { name: 'Ann', requestId: reply.headers.get('x-request-id') },
        alerts: [{ title: 'Drift' }],
      },
    });
  });

  test.each([
    ['a fault', '{ hello fault }', 'INTERNAL', { hello: 'hello you', fault: null }],
    ['an outage behind it', '{ hello outage }', 'UNAVAILABLE', { hello: 'hello you', outage: null }],
    ['bad input', '{ hello wrong }', 'BAD_USER_INPUT', { hello: 'hello you', wrong: null }],
    ['a broken promise', '{ hello broken { name } }', 'INTERNAL', { hello: 'hello you', broken: null }],
  ])('%s of a subgraph arrives by its code and path, with the request’s id', async (...[, query, code, data]) => {
    const { gateway } = await gatewayOver();
    const reply = await ask(gateway.url, { query });
    expect(reply.json.data).toEqual(data);
    const requestId = reply.headers.get('x-request-id');
    expect(reply.json.errors).toMatchObject([{ extensions: { code, requestId } }]);
    expect(reply.text).not.toMatch(/SELECT|10\.1\.2\.3|ECONN|\bat \S+ \(/);
  });

  test.each([
    ['a variable of another type', 'query ($ms: Int!) { slow(ms: $ms) }', { ms: 'long' }],
    ['a scalar only its subgraph can judge', 'query ($d: Day) { hello(on: $d) }', { d: 'May' }],
    ['the same, written out', '{ hello(on: "May") }', {}],
  ])('bad input: %s', async (_, query, variables) => {
    const { gateway } = await gatewayOver();
    expect(codeOf(await ask(gateway.url, { query, variables }))).toBe('BAD_USER_INPUT');
  });
});

describe('with one subgraph that does not answer, the others do', () => {
  let counted = 0;
  const answering =
    (status: number, text: string): RequestListener =>
    (request, response) => {
      counted++;
      request.resume();
      response.writeHead(status).end(text);
    };

  test.each<[string, () => Promise<string>]>([
    ['nothing listens', async () => refusing],
    ['HTTP 500', () => stub(answering(500, '{"data":null}'))],
    ['HTTP 502 of a proxy', () => stub(answering(502, '<html>Bad gateway</html>'))],
    ['broken JSON', () => stub(answering(200, '{"data":'))],
    ['JSON that is no answer', () => stub(answering(200, '{"status":"ok"}'))],
    ['another key', () => serve('monitoring', 'some other key of 32 characters..')],
    ['the address of another subgraph', () => serve('registry')],
    ['it cuts the connection', () => stub(({ socket }) => void socket.destroy())],
    ['it says nothing', () => stub(request => void request.resume())],
  ])('%s', async (_, where) => {
    counted = 0;
    const { gateway, remote } = await gatewayOver({ monitoring: [await where()], timeoutMs: 300 });
    const reply = await ask(gateway.url, { query: '{ hello alerts { title } }' });
    expect(reply.json.data).toEqual({ hello: 'hello you', alerts: null });
    expect(reply.json.errors).toHaveLength(1);
    expect(codeOf(reply)).toBe('UNAVAILABLE');
    expect(reply.text).not.toMatch(/127\.0\.0\.1|ECONN|UND_ERR/);
    expect(counted, 'never sent twice').toBeLessThanOrEqual(1);
    await expect(probesOf(remote, ['monitoring']).monitoring?.()).rejects.toThrow();
    await expect(probesOf(remote, ['registry']).registry?.()).resolves.toBe('ready');
  });
});

describe('several servers of one subgraph', () => {
  const reached = { first: 0, second: 0 };
  const counting = (name: keyof typeof reached): RequestListener => {
    return (request, response) => {
      reached[name]++;
      request.resume();
      response.end('{"data":{"alerts":[]}}');
    };
  };

  test('take turns', async () => {
    const first = await stub(counting('first'));
    const { gateway } = await gatewayOver({ monitoring: [first, await stub(counting('second'))] });
    for (let count = 0; count < 6; count++) await ask(gateway.url, { query: '{ alerts { title } }' });
    expect(reached).toEqual({ first: 3, second: 3 });
  });

  test('one that refuses the connection is passed over, and nobody notices', async () => {
    const { gateway } = await gatewayOver({ registry: [refusing, await serve('registry'), refusing] });
    for (let count = 0; count < 4; count++) {
      const reply = await ask(gateway.url, { query: 'mutation { rename(id: "1", name: "x") { id } }' });
      expect(reply.json).toEqual({ data: { rename: { id: '1' } } });
    }
  });

  test('one that breaks off is not asked again, because it may have done its work', async () => {
    let broken = 0;
    const breaking = await stub(({ socket }) => {
      broken++;
      socket.destroy();
    });
    const { gateway } = await gatewayOver({ registry: [breaking, await serve('registry')] });
    const reply = await ask(gateway.url, { query: 'mutation { rename(id: "1", name: "x") { id } }' });
    expect([reply.json.data, codeOf(reply), broken]).toEqual([{ rename: null }, 'UNAVAILABLE', 1]);
  });
});

test('a subgraph without an address is named', () => {
  const remote = overHttp({ addresses: { registry: [refusing] }, key });
  expect(() => remote.source('billing')).toThrow('billing');
  return remote.close();
});
