import type { LookupAddress } from 'node:dns';
import { toolsFor } from '@handoff/deployment/executor/executors';
import { rangeOf } from '@handoff/kit/http/address';
import { targetHttp } from '@handoff/kit/http/target';
import { type TestServer, testServer } from '@handoff/kit/testing/server';
import { openPrometheus } from '@handoff/monitoring/monitor/prometheus/prometheus';
import { createHttp } from '@handoff/registry/source/http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

/** A server that only who is on this machine should reach. */
let secret: TestServer;
/** A server that people name, and that leads on to it. */
let leading: TestServer;
let port: string;
beforeAll(async () => {
  [secret, leading] = await Promise.all([testServer(), testServer()]);
  ({ port } = new URL(secret.url));
});
beforeEach(() => secret.answer(() => ({ body: { status: 'success', data: { resultType: 'vector', result: [] } } })));
afterAll(async () => {
  await Promise.all([secret, leading].map(server => server?.stop()));
});

/** This machine, in the dresses that a check of the text alone lets pass. */
const hosts = [
  '127.0.0.1',
  '127.1',
  '127.0.1',
  '2130706433',
  '0x7f000001',
  '0x7f.0.0.1',
  '0177.0.0.1',
  '017700000001',
  '0',
  '0.0.0.0',
  '127.127.127.127',
  '%31%32%37.0.0.1',
  '①②⑦.⓪.⓪.①',
  '127。0。0。1',
  'localhost',
  'LOCALHOST',
  'nobody@127.0.0.1',
  '93.184.216.34@127.0.0.1',
  '[::1]',
  '[::]',
  '[::ffff:127.0.0.1]',
  '[::ffff:7f00:1]',
  '[0:0:0:0:0:ffff:7f00:0001]',
  '[::7f00:1]',
  '[64:ff9b::7f00:1]',
  '[64:ff9b:1::7f00:1]',
  '[2002:7f00:1::]',
  '169.254.169.254',
  '[fd00:ec2::254]',
];

const signal = () => AbortSignal.timeout(5_000);

describe('no way leads to this machine', () => {
  const { http } = toolsFor({ networks: [], folders: [], secrets: {} });
  const prometheus = openPrometheus({ networks: [], tokens: {} });
  afterAll(async () => {
    await Promise.all([http.close(), prometheus.close()]);
  });

  it.each(hosts)('from an executor, called %s', async host => {
    const answer = await http.request(`http://${host}:${port}/`, { method: 'POST', body: '{}', signal: signal() });
    expect(answer).toMatchObject({ kind: 'Problem', message: expect.stringContaining('is at a private address') });
    expect(secret.asked).toEqual([]);
  });

  it.each(hosts)('from a monitor, called %s', async host => {
    const said = await prometheus.instant({ server: `http://${host}:${port}`, query: 'up' }, new Date());
    expect(said).toMatchObject({ kind: 'Problem', message: expect.stringContaining('HANDOFF_TARGET_NETWORKS') });
    expect(secret.asked).toEqual([]);
  });
});

describe('a server that leads on', () => {
  const allowed = ['127.0.0.1/32'].map(rangeOf).filter(range => range !== null);

  it.each([301, 302, 303, 307, 308])('is not followed by an executor (%i)', async status => {
    const http = targetHttp(allowed);
    leading.answer(() => ({ status, headers: { location: secret.url } }));
    expect(await http.request(leading.url, { signal: signal() })).toMatchObject({ kind: 'Answer', status });
    expect(secret.asked).toEqual([]);
    await http.close();
  });

  // An import reads wherever its user says; where that leads is not for the server to choose.
  it.each(hosts.filter(host => /^[!-~]+$/.test(host) && !/localhost/i.test(host)))(
    'is not followed by an import to %s',
    async host => {
      const http = createHttp({ pauseMs: 1, timeoutMs: 5_000 });
      leading.answer(() => ({ status: 302, headers: { location: `http://${host}:${port}/` } }));
      const answer = await http.request(leading.url.replace('127.0.0.1', 'localhost'));
      expect(leading.asked).toHaveLength(1);
      expect(answer).toMatchObject({ kind: 'Problem', message: expect.stringContaining('private address') });
      expect(secret.asked).toEqual([]);
      await http.close();
    },
  );

  it('is followed by an import on the host that was named', async () => {
    const http = createHttp({ pauseMs: 1, timeoutMs: 5_000 });
    leading.answer(() => ({ status: 302, headers: { location: secret.url } }));
    expect(await http.request(leading.url)).toMatchObject({ kind: 'Answer', status: 200 });
    await http.close();
  });
});

describe('a name that means one thing now and another later', () => {
  const allowed = ['127.0.0.1'].map(rangeOf).filter(range => range !== null);
  const own: LookupAddress = { address: '127.0.0.1', family: 4 };
  const other: LookupAddress = { address: '127.0.0.2', family: 4 };

  /** Answers for every name, one after the other; the last stays. */
  function resolver(...answers: LookupAddress[][]) {
    const asked: string[] = [];
    const lookup = (name: string, _: unknown, done: (error: null, found: LookupAddress[]) => void) => {
      const found = answers[Math.min(asked.length, answers.length - 1)] ?? [];
      asked.push(name);
      done(null, found);
    };
    return { asked, lookup: lookup as never };
  }

  it('is looked up once for a connection, and judged by what it meant then', async () => {
    const { asked, lookup } = resolver([own], [other]);
    const http = targetHttp(allowed, lookup);
    secret.answer(() => ({ headers: { connection: 'close' }, body: 'first' }));
    const url = `http://rebinding.example:${port}/`;
    expect(await http.request(url, { signal: signal() })).toMatchObject({ kind: 'Answer', text: 'first' });
    expect(asked).toHaveLength(1);
    expect(await http.request(url, { signal: signal() })).toMatchObject({ kind: 'Problem', hopeless: true });
    expect(secret.asked).toHaveLength(1);
    await http.close();
  });

  it('is connected to at those of its addresses that may be', async () => {
    const http = targetHttp(allowed, resolver([other, own, { address: '169.254.169.254', family: 4 }]).lookup);
    const url = `http://many.example:${port}/`;
    expect(await http.request(url, { signal: signal() })).toMatchObject({ kind: 'Answer', status: 200 });
    await http.close();
  });

  it('is not connected to when none of them may be', async () => {
    const { lookup } = resolver([other, { address: '::ffff:10.0.0.1', family: 6 }, { address: '::1', family: 6 }]);
    const http = targetHttp(allowed, lookup);
    const answer = await http.request(`http://inner.example:${port}/`, { signal: signal() });
    expect(answer).toMatchObject({ kind: 'Problem', hopeless: true });
    await http.close();
  });
});
