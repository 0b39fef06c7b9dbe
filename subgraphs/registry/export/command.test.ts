import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { countStatements } from '@handoff/kit/database/statements';
import { askRaw } from '@handoff/kit/testing/graph';
import { addPerson, giveRole } from '@handoff/kit/testing/people';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Catalogue } from '../model/testing/catalogue.ts';
import { shell } from '../testing/shell.ts';
import { type Reading, readAll } from './catalogue.ts';
import { exportCommand } from './command.ts';
import type { Proposal } from './datahub/proposal.ts';
import type { ExportIo } from './io.ts';
import { modelsQuestion } from './questions.ts';

let catalogue: Catalogue;
let server: Server;
let url: string;
let folder: string;
let broken = false;
/** The token is the id of who asks: what the gateway would look up. */
let stranger: string;

beforeAll(async () => {
  catalogue = await Catalogue.open();
  await fill();
  stranger = await addPerson(catalogue.database.db, 'Stranger');
  folder = await mkdtemp(join(tmpdir(), 'handoff-export-'));
  server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const { query, variables } = JSON.parse(body) as { query: string; variables: Record<string, unknown> };
    const as = request.headers.authorization?.replace('Bearer ', '') ?? '';
    const answer = await askRaw(catalogue.as(as), query, variables);
    const errors = broken
      ? [{ message: 'Nobody knows the team.', extensions: { code: 'UNAVAILABLE' } }]
      : answer.errors;
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ data: answer.data, errors }));
  });
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await new Promise(done => server.close(done));
  await catalogue.database.drop();
  await rm(folder, { recursive: true, force: true });
});

async function fill() {
  const { id } = await catalogue.register('churn', { purpose: 'To | keep <customers>', tags: ['retail'] });
  await giveRole(catalogue.database.db, { to: catalogue.admin, role: 'owner', model: id });
  await catalogue.version('churn', {
    framework: 'xgboost 2.1.0',
    features: [{ name: 'age', dtype: 'long', definition: 'customer_age', sensitive: true }],
    trainingData: [{ dataset: { name: 'panel', rows: 1200 }, purpose: 'TRAINING' }],
    evaluations: [{ metric: 'auc', value: 0.81, lower: 0.78, upper: 0.84, split: 'test' }],
    artifacts: [{ uri: 's3://models/churn', sha256: 'a'.repeat(64) }],
  });
  await catalogue.version('churn', { changeNote: 'Again, on newer data.' });
  await catalogue.run('setAlias', catalogue.admin, { model: 'churn', name: 'champion', version: '1' });
  await catalogue.register('empty');
  await catalogue.register('secret', { visibility: 'RESTRICTED' });
  await catalogue.register('gone');
  await catalogue.run('archiveModel', catalogue.admin, { model: 'gone', reason: 'Replaced.' });
  await catalogue.register('many');
  for (let i = 0; i < 12; i++) await catalogue.version('many', {});
}

const handoff = (args: string[], more: Partial<ExportIo> = {}) =>
  shell(exportCommand, args, { env: { HANDOFF_URL: url, HANDOFF_TOKEN: catalogue.admin }, ...more });

describe('the card', () => {
  it('is Markdown of the newest version, with what people wrote as plain text', async () => {
    const { code, out, err } = await handoff(['card', 'churn']);
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(/^# churn: version 2\n/);
    expect(out).toContain('To \\| keep &lt;customers&gt;');
  });

  it('is of the version that a number or an alias names', async () => {
    expect((await handoff(['card', 'churn', 'champion'])).out).toMatch(/^# churn: version 1\n/);
    const { out } = await handoff(['card', 'churn', '1', '--json']);
    expect(JSON.parse(out)).toMatchObject({
      model: 'churn',
      version: '1',
      missing: expect.arrayContaining(['outputs']),
    });
  });
});

it('writes the bill of materials of a version', async () => {
  const { code, out } = await handoff(['cyclonedx', 'churn', '1']);
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({
    ...{ bomFormat: 'CycloneDX', specVersion: '1.6' },
    components: [
      {
        ...{ name: 'churn', version: '1', hashes: [{ alg: 'SHA-256', content: 'a'.repeat(64) }] },
        modelCard: {
          modelParameters: { task: 'binary classification', datasets: [{ name: 'panel' }] },
          quantitativeAnalysis: { performanceMetrics: [{ type: 'auc', value: '0.81' }] },
          considerations: { ethicalConsiderations: [{ name: 'Reads personal data: age' }] },
        },
      },
    ],
  });
  expect((await handoff(['cyclonedx', 'churn', '1'])).out).toBe(out);
});

describe('the proposals for DataHub', () => {
  const named = (proposals: Proposal[], aspect: string) =>
    proposals.filter(({ aspectName }) => aspectName === aspect).map(({ entityUrn }) => entityUrn.split(',')[1]);

  it('hold all models that the token may see, archived ones as removed, with all their versions', async () => {
    const { code, out, err } = await handoff(['datahub']);
    expect([code, err]).toEqual([0, '']);
    const proposals = JSON.parse(out) as Proposal[];
    expect(named(proposals, 'mlModelGroupProperties')).toEqual(['churn', 'empty', 'gone', 'many', 'secret']);
    const versions = named(proposals, 'mlModelProperties');
    expect([versions.length, new Set(versions).size]).toEqual([14, 14]);
    const removed = proposals.filter(({ aspectName, aspect }) => aspectName === 'status' && aspect.json.removed);
    expect(removed.map(({ entityUrn }) => entityUrn)).toEqual([expect.stringContaining(',gone,')]);
    const env = { HANDOFF_URL: url, HANDOFF_TOKEN: stranger };
    const seen = JSON.parse((await handoff(['datahub'], { env })).out) as Proposal[];
    expect(named(seen, 'mlModelGroupProperties')).not.toContain('secret');
  });

  it('can be of one model, and say to whom it belongs and what it rests on', async () => {
    const proposals = JSON.parse((await handoff(['datahub', '--model', 'churn'])).out) as Proposal[];
    expect(named(proposals, 'mlModelProperties')).toEqual(['churn_2', 'churn_1']);
    const aspects = Object.fromEntries(proposals.map(({ aspectName, aspect }) => [aspectName, aspect.json]));
    expect(aspects).toMatchObject({
      ownership: { owners: [{ owner: expect.stringContaining('corpuser:admin'), type: 'BUSINESS_OWNER' }] },
      mlFeatureProperties: { customProperties: { dtype: 'long' }, dataType: 'ORDINAL' },
      mlModelTrainingData: { trainingData: [{ dataset: expect.stringContaining(',dts_') }] },
      versionProperties: { version: { versionTag: '1' }, aliases: [{ versionTag: 'champion' }] },
      tagProperties: { name: 'retail' },
    });
  });

  it('go to a file that is there only when it is whole', async () => {
    const file = join(folder, 'models.json');
    expect((await handoff(['datahub', '--out', file])).out).toMatch(
      /^Wrote 5 models with 14 versions, as \d+ proposals, to .*models\.json\.\n$/,
    );
    const before = await readFile(file, 'utf8');
    broken = true;
    const failed = await handoff(['datahub', '--out', file]);
    broken = false;
    expect(failed).toEqual({ out: '', err: 'The graph answered only in part: Nobody knows the team.\n', code: 2 });
    expect([await readFile(file, 'utf8'), await readdir(folder)]).toEqual([before, ['models.json']]);
    const { proposals } = JSON.parse((await handoff(['datahub', '--out', file, '--json'])).out);
    expect(proposals).toBe((JSON.parse(before) as object[]).length);
  });

  it('are read with as many statements for a page of many models as for a page of one', async () => {
    const page = (first: number) =>
      countStatements(() => askRaw(catalogue.as(catalogue.admin), modelsQuestion, { first, versions: 10 }));
    const [one, five] = [await page(1), await page(5)];
    expect(one.statements.length).toBeGreaterThan(10);
    expect(five.statements.length).toBe(one.statements.length);
  });

  it('are read page by page: models, then what is left of the versions of one', async () => {
    const requests: string[] = [];
    const seen: string[] = [];
    const request = async <T>(query: string, variables: object = {}) => {
      requests.push(/query (\w+)/.exec(query)?.[1] ?? '');
      const { data } = await askRaw(catalogue.as(catalogue.admin), query, { ...variables });
      return { kind: 'Data', data: data as T, errors: [] } as const;
    };
    const reading: Reading = {
      model: async ({ name }) => void seen.push(name),
      version: async ({ name }, { version }) => void seen.push(`${name} ${version}`),
    };
    const asking = { client: { request, close: async () => undefined } };
    expect(await readAll(asking, reading, { models: 2, versions: 8, further: 3 })).toBeNull();
    const twelve = Array.from({ length: 12 }, (_, i) => `many ${12 - i}`);
    expect(seen).toEqual(['churn', 'churn 2', 'churn 1', 'empty', 'gone', 'many', ...twelve, 'secret']);
    expect(requests.join(' ')).toBe('ExportModels ExportModels ExportVersions ExportVersions ExportModels');
  });
});

describe('what cannot be written is said in one line, with what to do', () => {
  it.each([
    [['card', 'churm'], 1, 'There is no model "churm" that you may see. Did you mean churn?\n'],
    [['card', 'chu'], 1, 'There is no model "chu" that you may see. Did you mean churn?\n'],
    [
      ['cyclonedx', 'zzzzzzzz'],
      1,
      'There is no model "zzzzzzzz" that you may see. Check the name: npx handoff export datahub writes all that you may see.\n',
    ],
    [['datahub', '--model', 'churm'], 1, 'There is no model "churm" that you may see. Did you mean churn?\n'],
    [
      ['card', 'churn', 'chamion'],
      1,
      'churn has no version "chamion". Did you mean champion? It has 2, 1, and the aliases champion.\n',
    ],
    [['cyclonedx', 'many', '99'], 1, 'many has no version "99". It has 12, 11, 10, 9, 8, 7, 6, 5, 4, 3 and more.\n'],
    [['card', 'empty'], 1, 'empty has no version yet: register one first.\n'],
    [
      ['card', 'churn', '--out', '/nowhere/card.md'],
      2,
      '/nowhere/card.md cannot be written: there is no such folder. Make it, or check the path.\n',
    ],
    [
      ['card', 'churn', '--url', 'http://127.0.0.1:9'],
      2,
      'http://127.0.0.1:9 cannot be reached: nothing listens there. Check that Handoff runs there.\n',
    ],
  ])('%j ends with %d', async (args, code, err) => {
    expect(await handoff(args)).toEqual({ out: '', err, code });
  });

  it('a folder is no file', async () => {
    const { err, code } = await handoff(['card', 'churn', '--out', folder]);
    expect([code, err]).toEqual([2, `${folder} cannot be written: it is a folder. Name a file in it.\n`]);
    expect((await readdir(join(folder, '..'))).filter(name => name.endsWith('.part'))).toEqual([]);
  });

  it.each([
    [['card'], /missing required argument 'model'/],
    [['cyclonedx', 'churn', '--jsn'], /unknown option '--jsn'/],
    [['spdx', 'churn'], /unknown command 'spdx'/],
  ])('%j makes no sense, and ends with 2', async (args, reason) => {
    const { code, err } = await handoff(args);
    expect(code).toBe(2);
    expect(err).toMatch(reason);
  });

  it('help shows examples and ends with 0', async () => {
    const { code, out } = await handoff(['--help']);
    expect(code).toBe(0);
    expect(out).toContain('$ handoff export cyclonedx churn 7');
  });
});
