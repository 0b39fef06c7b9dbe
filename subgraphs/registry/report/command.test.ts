import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { shell } from '../testing/shell.ts';
import { reportCommand } from './command.ts';

type Answer = { data?: unknown; errors?: { message: string; extensions: { code: string } }[] };
type Variables = Record<string, unknown>;

let server: Server;
let url: string;
let folder: string;
/** What the graph answers, by the name of the operation; and what it was asked. */
let answers: Record<string, Answer> = {};
let asked: { operation: string; variables: Variables }[] = [];

const made = { content: '# Report\n', digest: 'd'.repeat(64), coverage: 0.999, gaps: [{}, {}] };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'handoff-report-'));
  server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const { query, variables } = JSON.parse(body) as { query: string; variables: Variables };
    const operation = /(?:query|mutation) (\w+)/.exec(query)?.[1] ?? '';
    asked.push({ operation, variables });
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answers[operation] ?? { errors: [{ message: `no ${operation}`, extensions: {} }] }));
  });
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await new Promise(done => server.close(done));
  await rm(folder, { recursive: true, force: true });
});
beforeEach(() => {
  asked = [];
  answers = { Report: { data: { report: made } } };
});

const handoff = (...args: string[]) =>
  shell(reportCommand, args, { env: { HANDOFF_URL: url, HANDOFF_TOKEN: 'a-token' } });

describe('handoff report', () => {
  it('writes what the graph makes to standard output', async () => {
    expect(await handoff('inventory')).toEqual({ out: '# Report\n', err: '', code: 0 });
    expect(asked).toEqual([
      { operation: 'Report', variables: { kind: 'SR_11_7_INVENTORY', format: 'MARKDOWN', from: undefined } },
    ]);
  });

  it.each<[string, object]>([
    [
      'decision-log --from 2026-10-01 --to 2027-01-01',
      { from: '2026-10-01T00:00:00.000Z', to: '2027-01-01T00:00:00.000Z' },
    ],
    ['model-card --model churn --model-version champion --format HTML', { version: 'champion', format: 'HTML' }],
    ['ml-bom --model churn', { kind: 'CYCLONEDX_ML_BOM', format: 'JSON' }],
    ['access-review --format csv', { kind: 'ACCESS_REVIEW', format: 'CSV' }],
  ])('%s', async (words, variables) => {
    expect((await handoff(...words.split(' '))).code).toBe(0);
    expect(asked[0]?.variables).toMatchObject(variables);
  });

  it('writes to a file, in the format that its name says, and tells what is in it', async () => {
    const file = join(folder, 'a.html');
    const { out, code } = await handoff('annex-iv', '--model', 'churn', '--out', file);
    expect([code, out]).toEqual([0, `Wrote ${file}: 99 % is told, 2 gaps. Digest ${'d'.repeat(64)}.\n`]);
    expect(asked[0]?.variables).toMatchObject({ format: 'HTML' });
    expect(await readFile(file, 'utf8')).toBe('# Report\n');
  });

  it.each([
    ['inventry', /Did you mean inventory\?/],
    ['toString', /Choose one of model-card/],
    ['annex-iv', /annex-iv is about one model: name it with --model\./],
    ['inventory --model-version 7', /leave --model-version out/],
    ['inventory --from 2026-10-01', /leave --from and --to out/],
    ['decision-log --from yesterday', /"yesterday" is no day/],
    ['model-card --model churn --format pdf', /no format "pdf": choose one of md, html, json, csv/],
    ['', /missing required argument 'kind'/],
  ])('%j makes no sense, and nothing is asked', async (words, message) => {
    const { code, err, out } = await handoff(...words.split(' ').filter(Boolean));
    expect([code, out, asked]).toEqual([2, '', []]);
    expect(err).toMatch(message);
  });

  it.each<[string, string[], Record<string, Answer>, RegExp]>([
    ['there is no such model', ['--model', 'chrn'], { ReportWhy: { data: { model: null } } }, /Did you mean churn\?/],
    [
      ...(['the token may have none of it', ['--model', 'churn']] as [string, string[]]),
      { ReportWhy: { data: { model: { name: 'churn', viewerCan: ['READ'] } } } },
      /no report of churn: that takes REPORT_READ/,
    ],
    ['the token may have none at all', [], {}, /no report of any model/],
  ])('says why when %s', async (...[, words, more, message]) => {
    const none = { data: { whole: { nodes: [] }, start: { nodes: [{ name: 'churn' }] }, end: { nodes: [] } } };
    answers = { Report: { data: { report: null } }, ExportNames: none, ...more };
    const { code, err } = await handoff('inventory', ...words);
    expect(code).toBe(1);
    expect(err).toMatch(message);
  });

  it('says what the graph found wrong as the graph says it, and leaves no file', async () => {
    const message = 'More than 5,000 decisions lie in this period: ask for a shorter one.';
    answers = { Report: { data: { report: null }, errors: [{ message, extensions: { code: 'BAD_USER_INPUT' } }] } };
    const file = join(folder, 'b.html');
    expect(await handoff('decision-log', '--out', file)).toEqual({ out: '', err: `${message}\n`, code: 2 });
    await expect(readFile(file, 'utf8')).rejects.toThrow('ENOENT');
  });

  it('shows its kinds and examples', async () => {
    const { out, code } = await handoff('--help');
    expect(code).toBe(0);
    for (const word of ['annex-iv', 'decision-log', 'Examples:', 'Exit codes:']) expect(out).toContain(word);
  });
});

describe('handoff report assign', () => {
  const found = { data: { byEmail: { id: 'per_dan' }, byId: null, team: null, teamById: null } };
  const gap = { missing: 'Its purpose.', to: { name: 'Dan\u001b[2J' } };

  it('asks whoever is named', async () => {
    answers = { ReportWho: found, ReportAssign: { data: { assignGap: { gap, problem: null } } } };
    const { out, code } = await handoff('assign', 'churn', 'purpose', 'dan@a.example', '--due', '2027-01-01');
    expect([code, out]).toEqual([0, 'Asked Dan [2J: Its purpose.\n']);
    expect(asked[1]?.variables).toEqual({
      input: { model: 'churn', point: 'purpose', toId: 'per_dan', dueAt: '2027-01-01T00:00:00.000Z' },
    });
  });

  it('says who can when whoever is named cannot', async () => {
    const problem = { message: 'Dan cannot fill it.', whoCan: [{ name: 'Ana' }, { name: 'Bo' }] };
    answers = { ReportWho: found, ReportAssign: { data: { assignGap: { gap: null, problem } } } };
    const { err, code } = await handoff('assign', 'churn', 'purpose', 'dan@a.example');
    expect([code, err]).toEqual([1, 'Dan cannot fill it. Who can: Ana, Bo.\n']);
  });

  it('says so when nobody is called that', async () => {
    answers = { ReportWho: { data: { byEmail: null, byId: null, team: null, teamById: null } } };
    const { err, code } = await handoff('assign', 'churn', 'purpose', 'nobody');
    expect(code).toBe(1);
    expect(err).toContain('There is no person or team "nobody"');
  });
});
