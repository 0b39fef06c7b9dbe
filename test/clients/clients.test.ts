import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asked, type TestHouse, testHouse } from '../house.ts';
import { at, type Dashboard, filled, recordPoint } from './dashboard.ts';
import { installedGenerators, run } from './install.ts';

const docs = fileURLToPath(new URL('../../docs/', import.meta.url));
const page = readFileSync(`${docs}graph.md`, 'utf8');

/** The queries of the page, each with the variables that stand behind it. */
const examples = [...page.matchAll(/^```graphql\n([\s\S]*?)^```\n(?:\n```json\n([\s\S]*?)^```)?/gm)].map(
  ([, query = '', variables = '{}']) => ({
    name: /query (\w+)/.exec(query)?.[1] ?? '',
    query,
    variables: JSON.parse(variables) as Record<string, unknown>,
  }),
);

let house: TestHouse;
beforeAll(async () => {
  house = await testHouse('socket');
});
afterAll(() => house.stop());

const environment = () => ({ ...process.env, HANDOFF_URL: house.url, HANDOFF_TOKEN: house.adminToken, CI: '1' });

describe('a query of the page', () => {
  it('is none that is left out', () => {
    expect(examples.length).toBe(page.split('```graphql').length - 1);
    expect(new Set(examples.map(({ name }) => name)).size).toBe(examples.length);
    expect(examples.every(({ name }) => name !== '')).toBe(true);
  });

  it.each(examples)('$name is answered in full', async ({ query, variables }) => {
    const answer = await house.admin.request<Record<string, unknown>>(query, variables);
    expect(answer).toMatchObject({ kind: 'Data', errors: [] });
    const data = answer.kind === 'Data' ? answer.data : {};
    for (const [field, value] of Object.entries(data)) expect([field, value]).not.toEqual([field, null]);
  });

  it.each([
    ['InProduction', 'deployments'],
    ['NobodyAnswers', 'models'],
    ['WaitsForApproval', 'promotions'],
  ])('%s finds something in the demo', async (name, field) => {
    const example = examples.find(each => each.name === name);
    type Found = Record<string, { nodes: unknown[] }>;
    const data = await asked<Found>(house.admin, example?.query ?? '', example?.variables);
    expect(data[field]?.nodes.length).toBeGreaterThan(0);
  });

  it('is answered on the command line, as the page writes it', async context => {
    const line = /^curl [\s\S]*?'$/m.exec(page)?.[0] ?? '';
    expect(line).toContain('"query"');
    const { stdout } = await run('sh', ['-c', line], { env: environment() }).catch(error => {
      if (error.code === 127) context.skip('there is no curl here');
      throw error;
    });
    expect(JSON.parse(stdout)).toMatchObject({ data: { models: { nodes: [{}, {}, {}] } } });
  });
});

describe('the dashboard for Grafana', () => {
  const { panels, templating } = JSON.parse(readFileSync(`${docs}graph/grafana-infinity.json`, 'utf8')) as Dashboard;
  const targets = panels.flatMap(({ title, targets }) => targets.map(target => ({ title, target })));
  beforeAll(() => recordPoint(house));

  it.each(targets)('$title: every column is found below its root', async ({ target }) => {
    const { body_graphql_query: query, body_graphql_variables: variables } = target.url_options;
    const given = JSON.parse(filled(variables, templating)) as object;
    const data = await asked<object>(house.admin, query, given);
    const root = [at({ data }, target.root_selector)].flat();
    expect(root.length).toBeGreaterThan(0);
    for (const { selector } of target.columns)
      expect([selector, root.some(row => at(row, selector) !== undefined)]).toEqual([selector, true]);
  });
});

describe('the lines of Python', () => {
  it('go through a list to its end', async context => {
    const { code, said } = await python(`${docs}graph/models.py`);
    if (code === null) context.skip('there is no python3 here');
    const { models } = await asked<{ models: { nodes: { name: string; owner: { name: string } | null }[] } }>(
      house.admin,
      '{ models(first: 100, orderBy: NAME) { nodes { name owner { name } } } }',
    );
    expect({ code, said }).toEqual({
      code: 0,
      said: models.nodes.map(({ name, owner }) => `${name}\t${owner?.name ?? 'nobody'}\n`).join(''),
    });
  });
});

/** Runs a program of Python; code: null when there is no Python. */
function python(path: string): Promise<{ code: number | null; said: string }> {
  const child = spawn('python3', [path], { env: environment() });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
  return new Promise(resolve => {
    child.once('error', () => resolve({ code: null, said }));
    child.once('close', code => resolve({ code, said }));
  });
}

/** The typed clients, each with the lines of the page that make it. */
const clients = [
  { name: 'codegen', steps: ['graphql-codegen --config codegen.yml'] },
  {
    name: 'tada',
    steps: [
      'gql.tada generate schema "$HANDOFF_URL/graphql" --header "authorization: Bearer $HANDOFF_TOKEN" --output schema.graphql',
      'gql.tada generate output',
    ],
  },
];

describe.each(clients)('the client of graph/$name', ({ name, steps }) => {
  let folder = '';
  let reason = '';
  const step = (line: string) =>
    run('sh', ['-c', `node_modules/.bin/${line}`], { cwd: folder, env: environment(), timeout: 120_000 });
  /** What is to be refused: a field that is not there, one that may be null, a variable of another type. */
  const mistakes: readonly (readonly [string, string])[] = [
    ['model?.owner?.name', 'model?.owner?.nickname'],
    ['deployments?.nodes', 'deployments.nodes'],
    ["environment: 'production' }", 'environment: 7 }'],
  ];

  beforeAll(async () => {
    const found = await installedGenerators();
    if ('reason' in found) {
      reason = found.reason;
      return;
    }
    folder = await mkdtemp(join(tmpdir(), `handoff-${name}-`));
    await cp(join(docs, 'graph', name), folder, { recursive: true });
    await symlink(join(found.folder, 'node_modules'), join(folder, 'node_modules'));
    for (const each of steps) await step(each);
  }, 300_000);
  afterAll(() => folder && rm(folder, { recursive: true, force: true }));

  it('is made as the page says', () => {
    for (const each of steps) expect(page).toContain(`npx ${each}`);
  });

  it('is type-checked against the graph, and refused with each mistake', async context => {
    if (reason) context.skip(reason);
    const client = await readFile(join(folder, 'client.ts'), 'utf8');
    const files = await Promise.all(
      mistakes.map(async ([right, wrong], i) => {
        expect(client).toContain(right);
        await writeFile(join(folder, `wrong-${i}.ts`), client.replace(right, wrong));
        return `wrong-${i}.ts`;
      }),
    );
    const all = { extends: './tsconfig.json', files: ['client.ts', ...files] };
    await writeFile(join(folder, 'all.json'), JSON.stringify(all));
    const { stdout } = await step('tsc -p all.json').catch(error => error as { stdout: string });
    const told = stdout.split('\n').filter(line => /^\S+\.ts\(/.test(line));
    expect(told.filter(line => !files.some(file => line.startsWith(`${file}(`)))).toEqual([]);
    expect(files.filter(file => !told.some(line => line.startsWith(`${file}(`)))).toEqual([]);
  });

  it('says what runs in production and who owns it, as the graph does', async context => {
    if (reason) context.skip(reason);
    const { stdout } = await run(process.execPath, ['client.js'], { cwd: folder, env: environment() });
    const source = `{ deployments(state: [LIVE], environment: "production", first: 100) {
      nodes { version { version } model { name owner { name } } } } }`;
    type Node = { version: { version: string }; model: { name: string; owner: { name: string } | null } };
    const { deployments } = await asked<{ deployments: { nodes: Node[] } }>(house.admin, source);
    expect(deployments.nodes.length).toBeGreaterThan(0);
    expect(stdout).toBe(
      deployments.nodes
        .map(({ model, version }) => `${model.name} ${version.version}: ${model.owner?.name ?? 'nobody'}\n`)
        .join(''),
    );
  });
});
