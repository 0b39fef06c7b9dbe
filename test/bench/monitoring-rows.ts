import { request } from 'node:http';
import { Readable } from 'node:stream';
import { createGraphClient } from '@handoff/kit/graph-client';
import type { Place } from './registry-search.ts';

/** How many rows a block has, and how many columns a row: a million values. */
export const sizes = { rows: 50_000, numbers: 16, names: 4 } as const;

/** A version that lists the columns of the rows; its id. */
export async function addVersion({ url, token }: Place): Promise<string> {
  const client = createGraphClient({ url, token, via: 'GRAPHQL' });
  const named = (letter: string, count: number, dtype: string) =>
    Array.from({ length: count }, (_, i) => ({ name: `${letter}${i}`, dtype }));
  const content = { features: [...named('f', sizes.numbers, 'double'), ...named('c', sizes.names, 'string')] };
  const model = { name: 'bench/intake', title: 'Intake', purpose: 'Bench.', task: 'REGRESSION', riskTier: 'MINIMAL' };
  const source = `mutation ($model: RegisterModelInput!, $version: RegisterVersionInput!) {
    registerModel(input: $model) { problem { message } } registerVersion(input: $version) { version { id } problem { message } } }`;
  const answer = await client.request<{ registerVersion: { version: { id: string } } }>(source, {
    ...{ model, version: { model: model.name, content } },
  });
  await client.close();
  if (answer.kind !== 'Data') throw new Error(answer.message);
  return answer.data.registerVersion.version.id;
}

/** One row, as values in the order of its columns. */
export interface Row {
  at: string;
  values: readonly (number | string)[];
}

const channels = ['web', 'shop', 'phone', 'mail'];

/** Rows of the last three minutes, in order. */
export function rowsOf(count: number = sizes.rows): Row[] {
  const now = Date.now();
  let state = 1;
  const random = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  return Array.from({ length: count }, (_, i) => ({
    at: new Date(now - 180_000 + Math.floor((i * 180_000) / count)).toISOString(),
    values: [
      ...Array.from({ length: sizes.numbers }, () => Math.round(random() * 1e7) / 1e4),
      ...Array.from({ length: sizes.names }, () => channels[Math.floor(random() * channels.length)] ?? ''),
    ],
  }));
}

/** Rows as NDJSON; with ids, where an id for each is given. */
export function linesOf(versionId: string, rows: readonly Row[], idOf?: (i: number) => string): Buffer {
  const lines = rows.map(({ at, values }, i) => {
    const features = Object.fromEntries(
      values.map((value, c) => [c < sizes.numbers ? `f${c}` : `c${c - sizes.numbers}`, value]),
    );
    return JSON.stringify({ versionId, at, ...(idOf && { predictionId: idOf(i) }), features });
  });
  return Buffer.from(`${lines.join('\n')}\n`);
}

/** Sends blocks as one stream and waits for the answer; answers how many rows were taken. */
export function sendStream({ url, token }: Place, batchId: string, blocks: Iterable<Buffer>): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/x-ndjson' };
    const sent = request(`${url}/ingest/observations?batchId=${batchId}`, { method: 'POST', headers }, response => {
      let text = '';
      response.on('data', (part: Buffer) => {
        text += part.toString();
      });
      response.on('end', () => {
        const answer = JSON.parse(text) as { accepted?: number };
        if (response.statusCode === 200) resolve(answer.accepted ?? 0);
        else reject(new Error(text));
      });
    });
    sent.on('error', reject);
    Readable.from(blocks).pipe(sent);
  });
}
