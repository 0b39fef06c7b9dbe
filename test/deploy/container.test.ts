import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { answerHealth } from '@handoff/kit/http/health';
import { listen } from '@handoff/kit/http/listen';
import { readSettings } from '@handoff/kit/settings';
import { settingNames } from '@handoff/kit/settings/schema';
import { afterAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { ended, handoff } from '../command.ts';

const root = new URL('../../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), 'utf8');
const dockerfile = read('Dockerfile');
const known: readonly string[] = settingNames;

/** What the image sets. */
function environment(): Record<string, string> {
  const [, line = ''] = /^ENV (.*)$/m.exec(dockerfile) ?? [];
  return Object.fromEntries(line.split(' ').map(pair => pair.split('=') as [string, string]));
}

describe('the image', () => {
  it('is installed by the pnpm that a clone is', () => {
    const [, pnpm = 'none'] = /'(pnpm@[\d.]+)'/.exec(read('.ci/prepare.mjs')) ?? [];
    expect([...new Set(dockerfile.match(/pnpm@[\d.]+/g))]).toEqual([pnpm]);
  });

  it('is installed with every package of the workspace', () => {
    const { packages } = parse(read('pnpm-workspace.yaml')) as { packages: string[] };
    const folders = packages.flatMap(name =>
      name.endsWith('/*')
        ? readdirSync(new URL(name.slice(0, -1), root)).map(each => `${name.slice(0, -1)}${each}`)
        : [name],
    );
    const copied = [...dockerfile.matchAll(/^COPY (\S+)\/package\.json /gm)].map(([, folder]) => folder);
    expect(copied.toSorted()).toEqual(folders.toSorted());
  });

  it('is nobody, and sets nothing but settings', () => {
    expect(/^USER (.*)$/m.exec(dockerfile)?.[1]).toBe('1000:1000');
    const { NODE_ENV, ...settings } = environment();
    expect(NODE_ENV).toBe('production');
    expect(Object.keys(settings).filter(name => !known.includes(name))).toEqual([]);
    expect(readSettings(settings)).not.toHaveProperty('problems');
    expect(/^EXPOSE (.*)$/m.exec(dockerfile)?.[1]).toBe(settings.PORT);
  });

  it('says at its start what is wrong, and how to mend it', async () => {
    const { NODE_ENV: _, HANDOFF_HOME: _home, ...settings } = environment();
    const wrong = { ...settings, DATABASE_URL: 'db.example.com', HANDOFF_INTERNAL_KEY: 'short', HANDOFF_DEMO: '1' };
    const { code, stderr } = await ended(handoff(['start'], wrong));
    expect(code).toBe(2);
    expect(stderr.trim().split('\n')).toEqual([
      expect.stringMatching(/^DATABASE_URL .*postgres/),
      expect.stringMatching(/^HANDOFF_INTERNAL_KEY .*32 characters/),
      expect.stringMatching(/^HANDOFF_DEMO is 1 and HOST is/),
    ]);
  });
});

describe('its health check', () => {
  const servers: Server[] = [];
  afterAll(() => {
    for (const server of servers) server.close();
  });

  async function portOf(live: boolean): Promise<number> {
    const server = createServer(async (request, response) => {
      const ready = async () => ({ ready: true, parts: {} });
      if (!live || !(await answerHealth(request, response, ready))) response.writeHead(503).end();
    });
    servers.push(server);
    return listen(server, '127.0.0.1', 0);
  }

  /** The exit code of the health check's own words. */
  async function check(port: number): Promise<number | null> {
    const [, json = '[]'] = /HEALTHCHECK[\s\S]*?CMD (\[.*\])$/m.exec(dockerfile) ?? [];
    const [program, ...words] = JSON.parse(json) as string[];
    expect(program).toBe('node');
    const child = spawn(process.execPath, words, { env: { PORT: String(port) } });
    return new Promise(resolve => child.once('close', resolve));
  }

  it('says whether a process lives', async () => {
    expect(await check(await portOf(true))).toBe(0);
    expect(await check(await portOf(false))).toBe(1);
    expect(await check(9)).toBe(1);
  });
});

describe('the compose file', () => {
  const compose = parse(read('docs/deploy/compose.yaml')) as Compose;
  const { handoff: service, database } = compose.services;

  it('sets nothing but settings, with the version that this is', () => {
    expect(Object.keys(service.environment).filter(name => !known.includes(name))).toEqual([]);
    const { version } = JSON.parse(read('package.json')) as { version: string };
    expect(service.image).toBe(`handoff:${version}`);
    expect(service.ports).toEqual([`127.0.0.1:${environment().PORT}:${environment().PORT}`]);
  });

  it('does not start without its secrets, and is read by Handoff with them', () => {
    const required = [...read('docs/deploy/compose.yaml').matchAll(/\$\{(\w+):\?(.*?)\}/g)];
    expect(new Set(required.map(([, name]) => name))).toEqual(
      new Set(['POSTGRES_PASSWORD', 'HANDOFF_INTERNAL_KEY', 'HANDOFF_BOOTSTRAP_TOKEN']),
    );
    for (const [, , mend] of required) expect(mend).toMatch(/^make one with openssl rand -hex \d+$/);
    const filled = Object.entries(service.environment).map(([name, value]) => [name, filledIn(value)]);
    expect(readSettings({ ...environment(), ...Object.fromEntries(filled) })).not.toHaveProperty('problems');
  });

  it('gives the process no more than it needs, and waits for the database', () => {
    expect(service).toMatchObject({
      ...{ read_only: true, cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'], init: true },
      depends_on: { database: { condition: 'service_healthy' } },
    });
    const { hostname, username, pathname } = new URL(filledIn(service.environment.DATABASE_URL ?? ''));
    expect(hostname in compose.services).toBe(true);
    expect(database.environment).toMatchObject({ POSTGRES_USER: username, POSTGRES_DB: pathname.slice(1) });
    expect(database.image).toMatch(/postgres:1[5-8]$/);
  });
});

interface Compose {
  services: {
    handoff: { image: string; ports: string[]; environment: Record<string, string> };
    database: { image: string; environment: Record<string, string> };
  };
}

/** A value as compose fills it in, with what `openssl rand -hex` would make. */
function filledIn(value: string): string {
  return value.replace(/\$\{\w+:\?.*?\}/g, 'ab'.repeat(24)).replace(/\$\{\w+:-(.*?)\}/g, '$1');
}
