import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@handoff/kit/testing/free-port';
import { testServer } from '@handoff/kit/testing/server';

const program = '/usr/bin/prometheus';

/** A server of Prometheus for tests: Debian's own where it is installed, else one that answers like it. */
export interface PrometheusServer {
  url: string;
  /** Which of the two it is. */
  real: boolean;
  stop(): Promise<void>;
}

export async function startPrometheus(): Promise<PrometheusServer> {
  return existsSync(program) ? startReal() : startAlike();
}

async function startReal(): Promise<PrometheusServer> {
  const home = await mkdtemp(join(tmpdir(), 'handoff-prometheus-'));
  const config = join(home, 'prometheus.yml');
  await writeFile(config, 'global: { scrape_interval: 1s }\n');
  const url = `http://127.0.0.1:${await freePort()}`;
  const flags = [`--config.file=${config}`, `--storage.tsdb.path=${join(home, 'data')}`];
  const child = spawn(program, [...flags, `--web.listen-address=${new URL(url).host}`], { stdio: 'ignore' });
  const stop = async () => {
    await ended(child);
    await rm(home, { recursive: true, force: true });
  };
  for (let tries = 0; tries < 150; tries++) {
    const ready = await fetch(`${url}/-/ready`).then(
      answer => answer.ok,
      () => false,
    );
    if (ready) return { url, real: true, stop };
    await new Promise(resolve => setTimeout(resolve, 100));
  }
  await stop();
  throw new Error('Prometheus did not become ready.');
}

async function ended(child: ChildProcess): Promise<void> {
  const gone = new Promise(resolve => child.once('exit', resolve));
  child.kill('SIGTERM');
  await gone;
}

/** Knows the few queries of the tests. */
async function startAlike(): Promise<PrometheusServer> {
  const server = await testServer();
  server.answer(({ path, body }) => {
    const form = new URLSearchParams(body);
    const query = form.get('query') ?? '';
    const number = /^vector\((\d+)\)$/.exec(query)?.[1];
    const series = number ? [number] : query.includes(' or ') ? ['1', '2'] : [];
    if (query.includes('{{')) {
      const error = { status: 'error', errorType: 'bad_data', error: 'parse error: unexpected left brace' };
      return { status: 400, body: error };
    }
    if (query === '"text"') return said('string', [1, 'text']);
    if (query === 'scalar(vector(3))') return said('scalar', [Number(form.get('time')), '3']);
    if (path === '/api/v1/query') {
      return said(
        'vector',
        series.map(value => ({ metric: {}, value: [Number(form.get('time')), value] })),
      );
    }
    const [start, end, step] = ['start', 'end', 'step'].map(name => Number(form.get(name))) as [number, number, number];
    const times = Array.from({ length: Math.floor((end - start) / step) + 1 }, (_, i) => start + i * step);
    return said(
      'matrix',
      series.map(value => ({ metric: {}, values: times.map(at => [at, value]) })),
    );
  });
  return { url: server.url, real: false, stop: server.stop };
}

function said(resultType: string, result: unknown) {
  return { body: { status: 'success', data: { resultType, result } } };
}
