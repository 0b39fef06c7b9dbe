import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';

const launcher = fileURLToPath(new URL('../../.ci/handoff.mjs', import.meta.url));
/** What an import may take at its worst, in megabytes. */
const mostMegabytes = 300;
const heapMegabytes = 150;

/** Makes a process say at its end what it took at its worst: the system's own figure. */
const teller = `import { readFileSync } from 'node:fs';
  process.once('exit', () => {
    const [, peak] = /VmHWM:\\s*(\\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'));
    process.stderr.write('\\npeak:' + peak + '\\n');
  });`;

let folder: string;
let graph: Server;
let received = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'handoff-hostile-'));
  graph = createServer(async (request, response) => {
    let body = '';
    for await (const part of request) body += part;
    const { records } = JSON.parse(body).variables.input as { records: { source: { externalId: string } }[] };
    received += records.length;
    const results = records.map(({ source }, i) => ({
      ...{ path: `records[${i}]`, externalId: source.externalId, outcome: 'CREATED', number: null, kept: [] },
      ...{ model: null, version: null, problem: null },
    }));
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ data: { importModels: { results, problem: null } } }));
  });
  await new Promise<void>(done => graph.listen(0, '127.0.0.1', done));
});
afterAll(async () => {
  graph.closeAllConnections();
  await new Promise(done => graph.close(done));
  await rm(folder, { recursive: true, force: true });
});

/** A text, or so many bytes of nothing that take no room on the disk, after some that say something. */
type Content = string | { bytes: number; head?: readonly number[] };

async function put(path: string, content: Content): Promise<void> {
  const at = join(folder, path);
  await mkdir(dirname(at), { recursive: true });
  if (typeof content === 'string') return writeFile(at, content);
  const file = await open(at, 'w');
  await file.write(Uint8Array.from(content.head ?? []));
  await file.truncate(content.bytes);
  await file.close();
}

interface Ended {
  code: number | null;
  out: string;
  err: string;
  megabytes: number;
}

/** Runs the command as a user does, with less memory than it would like. */
async function importing(source: string): Promise<Ended> {
  const address = `http://127.0.0.1:${(graph.address() as AddressInfo).port}`;
  const words = [
    `--max-old-space-size=${heapMegabytes}`,
    '--import',
    `data:text/javascript,${encodeURIComponent(teller)}`,
    launcher,
    'import',
    source,
    join(folder, source),
  ];
  const env = { ...process.env, HANDOFF_URL: address, HANDOFF_TOKEN: 'nobody-asks-for-it' };
  const child = spawn(process.execPath, words, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk: Buffer) => (out += chunk));
  child.stderr.on('data', (chunk: Buffer) => (err += chunk));
  const code = await new Promise<number | null>(done => child.once('close', done));
  return { code, out, err, megabytes: Number(/^peak:(\d+)$/m.exec(err)?.[1] ?? Number.NaN) / 1024 };
}

const huge = { bytes: 2 ** 31 };
/** A message of Protocol Buffers that says its field 7, in ONNX the graph, has two thousand million bytes. */
const hugeGraph = { ...huge, head: [0x08, 0x08, 0x3a, 0xf0, 0xff, 0xff, 0xff, 0x07] };
const bad: Record<number, string> = { 7: 'no mapping', 123: '{name: "模型"}', 499: '{name: acme/model-1}' };
const fiveHundred = Array.from(
  { length: 500 },
  (_, i) => `- ${bad[i] ?? `{name: acme/model-${i}, readme: "${'A model. '.repeat(200)}"}`}`,
);
const bomb = Array.from({ length: 30 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}]`);

const cases: { source: string; files: Record<string, Content>; says: RegExp[]; goIn: number }[] = [
  {
    source: 'kubeflow',
    files: {
      'a-huge.yaml': huge,
      'b-deep.yaml': '['.repeat(10_000_000),
      'c-deep-but-small.yaml': `models: ${'['.repeat(1_900_000)}`,
      'd-bomb.yaml': `a0: &a0 [x]\n${bomb.join('\n')}`,
      'e-five-hundred.yaml': `models:\n${fiveHundred.join('\n')}\n`,
    },
    says: [
      /a-huge\.yaml: It has 2147\.5 MB, and no more than 8 MB are read\./,
      /b-deep\.yaml: It has 10\.0 MB/,
      /c-deep-but-small\.yaml: It/,
      /d-bomb\.yaml: It repeats too much by aliases/,
      /e-five-hundred\.yaml, models\[7\]: /,
      /e-five-hundred\.yaml, models\[123\]: /,
      /e-five-hundred\.yaml, models\[499\]: /,
    ],
    goIn: 497,
  },
  {
    source: 'onnx',
    files: { 'huge.onnx': huge, 'graph.onnx': hugeGraph },
    says: [/huge\.onnx: /, /graph\.onnx: /],
    goIn: 0,
  },
  { source: 'tensorflow', files: { 'huge/1/saved_model.pb': huge }, says: [/saved_model\.pb: At byte 0/], goIn: 0 },
  {
    source: 'datahub',
    files: { 'deep.json': '['.repeat(20_000_000), 'huge.json': huge },
    says: [/deep\.json: /, /huge\.json: /],
    goIn: 0,
  },
  {
    source: 'hugging-face',
    files: { 'huge/README.md': huge, 'fine/README.md': '---\nlicense: mit\n---\n# Fine' },
    says: [/README\.md: /],
    goIn: 1,
  },
];

it.skipIf(process.platform !== 'linux').each(cases)(
  'imports hostile files of $source with a reason for each, and within 300 MB',
  async ({ source, files, says, goIn }) => {
    for (const [name, content] of Object.entries(files)) await put(join(source, name), content);
    received = 0;
    const { code, out, err, megabytes } = await importing(source);
    for (const sentence of says) expect(out).toMatch(sentence);
    expect(out.match(/^Rejected /gm)).toHaveLength(says.length);
    expect({ code, received, stack: /\bat \S+ \(/.test(out + err) }).toEqual({ code: 1, received: goIn, stack: false });
    expect(megabytes).toBeGreaterThan(20);
    expect(megabytes).toBeLessThan(mostMegabytes);
  },
  30_000,
);
