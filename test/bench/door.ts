import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Figure, figure } from './figures.ts';
import { type Running, startHandoff } from './process.ts';

const hostile: readonly { name: string; query: string; atMost?: number }[] = [
  {
    name: '20,000 aliases',
    query: `{ ${Array.from({ length: 20_000 }, (_, i) => `a${i}: __typename`).join(' ')} }`,
    atMost: 50,
  },
  { name: 'depth 2,000', query: `{ me ${'{ a '.repeat(2000)}${'} '.repeat(2000)} }` },
  { name: '20,000 directives', query: `{ me { id ${'@include(if: true) '.repeat(20_000)} } }` },
  { name: 'fragments that fan out', query: fanOut(40) },
];

/** 2^levels fields in a few lines. */
function fanOut(levels: number): string {
  const fragments = Array.from({ length: levels }, (_, i) => `fragment f${i} on Model { ...f${i + 1} ...f${i + 1} }`);
  return `{ models { nodes { ...f0 } } } ${fragments.join(' ')} fragment f${levels} on Model { id }`;
}

/** How long hostile queries are dealt with until they are refused. The first of each kind comes cold. */
export async function benchDoor(): Promise<Figure[]> {
  const home = await mkdtemp(join(tmpdir(), 'handoff-bench-'));
  const handoff = await startHandoff(home);
  try {
    const figures: Figure[] = [];
    await post(handoff, '{}');
    for (const { name, query, atMost } of hostile) {
      const [cold = Number.NaN, ...warm] = await refusals(handoff, query);
      figures.push(figure({ bench: 'door', figure: `${name}, first`, samples: [cold], atMost }));
      figures.push(figure({ bench: 'door', figure: name, samples: warm, atMost }));
    }
    return figures;
  } finally {
    await handoff.stop();
    await rm(home, { recursive: true, force: true });
  }
}

async function refusals(handoff: Running, query: string): Promise<number[]> {
  const body = JSON.stringify({ query });
  const samples: number[] = [];
  for (let run = 0; run < 21; run++) {
    const began = performance.now();
    const status = await post(handoff, body);
    samples.push(performance.now() - began);
    if (status !== 400) throw new Error(`A hostile query was answered with ${status}, not refused with 400.`);
  }
  return samples;
}

/** Sends a body by the plainest means there are, so that the client's own warming up is not measured. */
function post(handoff: Running, body: string): Promise<number> {
  const headers = { authorization: `Bearer ${handoff.token}`, 'content-type': 'application/json' };
  return new Promise((resolve, reject) => {
    const sent = request(`${handoff.url}/graphql`, { method: 'POST', headers }, answer => {
      answer.resume().once('end', () => resolve(answer.statusCode ?? 0));
    });
    sent.once('error', reject).end(body);
  });
}
