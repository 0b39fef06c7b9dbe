import type { ChildProcess } from 'node:child_process';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createGraphClient } from '@handoff/kit/graph-client';
import { silentLog } from '@handoff/kit/log';
import { stopEmbedded } from '@handoff/kit/postgres/embedded';
import { inDemo } from '@handoff/kit/settings/demo';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { end, ended, handoff, ready } from '../command.ts';
import { asked } from '../house.ts';
import { settingsOf } from '../settings.ts';

let home: string;
const children: ChildProcess[] = [];
const servers: Server[] = [];

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'handoff-start-'));
});
afterEach(async () => {
  for (const child of children.splice(0)) await end(child);
  for (const server of servers.splice(0)) server.close();
});
afterAll(async () => {
  await stopEmbedded(home, silentLog());
  await rm(home, { recursive: true, force: true });
});

function start(settings: Record<string, string>): ChildProcess {
  const child = handoff(['start'], { HANDOFF_HOME: home, PORT: '0', ...settings });
  children.push(child);
  return child;
}

async function taken(): Promise<number> {
  const server = createServer();
  servers.push(server);
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as { port: number }).port;
}

describe('bad settings', () => {
  it.each([
    [{ PORT: 'abc' }, /^PORT is "abc": .*65535.*\n$/],
    [{ SLACK_BOT_TOKEN: 'xoxb-1-2' }, /SLACK_SIGNING_SECRET|SLACK_APP_TOKEN/],
    [{ HANDOFF_HOEM: '/tmp' }, /HANDOFF_HOEM.*HANDOFF_HOME/],
    [{ DATABASE_URL: 'mysql://localhost' }, /^DATABASE_URL/],
  ])('%j: one line that names the variable and the mend, exit code 2', async (settings, line) => {
    const { code, stdout, stderr } = await ended(start(settings as Record<string, string>));
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(line);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });
});

describe('the demo', () => {
  const slack = { SLACK_BOT_TOKEN: 'xoxb-1-2', SLACK_SIGNING_SECRET: '0123456789abcdef0123456789abcdef' };
  const oidc = { OIDC_ISSUER: 'https://id.example.org', OIDC_AUDIENCE: 'handoff' };
  const database = { DATABASE_URL: 'postgres://handoff@127.0.0.1/handoff' };
  it.each([
    [{}, true],
    [{ HANDOFF_DEMO: '0' }, false],
    [{ HOST: '0.0.0.0' }, false],
    [{ HOST: '192.168.1.7' }, false],
    [{ HOST: '::1' }, true],
    [slack, false],
    [oidc, false],
    [database, false],
    [{ ...database, HANDOFF_DEMO: '1' }, true],
  ])('with %j: %s', (settings, demo) => {
    expect(inDemo(settingsOf(settings as Record<string, string>))).toBe(demo);
  });
});

describe('starting', () => {
  /** One that goes on running, on data that the one before it left. */
  let one: ChildProcess | undefined;
  let url: string;
  afterAll(() => one && end(one));

  it('is ready on an empty folder, keeps its secrets to itself, and adopts its data the next time', async () => {
    const first = start({});
    const before = await ready(first);
    expect((await fetch(`${before}/readyz`)).status).toBe(200);
    expect((await stat(join(home, 'secrets', 'admin-token'))).mode & 0o777).toBe(0o600);
    await end(first, 'SIGKILL');
    one = handoff(['start'], { HANDOFF_HOME: home, PORT: '0' });
    url = await ready(one);
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
  });

  it('twice at once on an empty folder: both are ready, and the demo is there once', async () => {
    const empty = await mkdtemp(join(tmpdir(), 'handoff-twice-'));
    try {
      const [at] = await Promise.all([1, 2].map(() => ready(start({ HANDOFF_HOME: empty }))));
      const token = (await readFile(join(empty, 'secrets', 'admin-token'), 'utf8')).trim();
      const client = createGraphClient({ url: at ?? '', token, via: 'GRAPHQL' });
      const found = await asked<{ auditTrail: { nodes: object[] } }>(
        client,
        '{ auditTrail(action: "demo.seeded") { nodes { at } } }',
      );
      expect(found.auditTrail.nodes).toHaveLength(1);
      await client.close();
    } finally {
      for (const child of children.splice(0)) await end(child);
      await stopEmbedded(empty, silentLog());
      await rm(empty, { recursive: true, force: true });
    }
  });

  describe('beside one that runs on the same data', () => {
    it('attaches, on a port of its own', async () => {
      const other = await ready(start({}));
      expect(other).not.toBe(url);
      for (const each of [url, other]) expect((await fetch(`${each}/readyz`)).status).toBe(200);
    });

    it('on its port: says where it runs and what to do', async () => {
      const { port } = new URL(url);
      const { code, stderr } = await ended(start({ PORT: port }));
      expect(code).toBe(1);
      expect(stderr).toBe(
        `Handoff already runs at ${url}: open ${url}/graphql, or start another one on a port of its own: PORT=${Number(port) + 1}.\n`,
      );
    });
  });

  it('on a port that something else holds: says which', async () => {
    const port = await taken();
    const { code, stderr } = await ended(start({ PORT: String(port) }));
    expect(code).toBe(1);
    expect(stderr).toContain(`Port ${port} is taken`);
  });

  it('with a database that cannot be reached: says so in a line', async () => {
    const { code, stderr } = await ended(
      start({ DATABASE_URL: `postgres://nobody:secret@127.0.0.1:${await taken()}/none` }),
    );
    expect(code).toBe(1);
    expect(stderr).not.toContain('secret');
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });
});
