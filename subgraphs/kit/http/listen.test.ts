import { createServer, type Server } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'undici';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { drain, listen } from './listen.ts';

let server: Server;
let url: string;
let answered: number;

async function open(): Promise<void> {
  server = createServer(async (request, response) => {
    await sleep(request.url === '/slow' ? 600 : Math.random() * 3);
    answered += 1;
    response.end(`${request.url}`);
  });
  url = `http://127.0.0.1:${await listen(server, '127.0.0.1', 0)}`;
}

beforeEach(() => {
  answered = 0;
  return open();
});
afterEach(() => server.closeAllConnections());

/** Asks again and again over one connection, until nobody listens; what else went wrong. */
async function hammer(pool: Pool): Promise<string[]> {
  const wrong: string[] = [];
  for (;;) {
    try {
      const { body } = await pool.request({ path: '/', method: 'POST', body: 'x' });
      await body.text();
    } catch (error) {
      const { code } = error as { code?: string };
      if (code === 'ECONNREFUSED') return wrong;
      wrong.push(code ?? String(error));
    }
  }
}

test('whoever asks without pause is answered until nobody listens any more', async () => {
  for (let time = 0; time < 5; time++) {
    const pools = Array.from({ length: 8 }, () => new Pool(url, { connections: 1 }));
    const asking = pools.map(hammer);
    const before = answered;
    await expect.poll(() => answered - before).toBeGreaterThan(50);
    await drain(server, 5_000);
    expect((await Promise.all(asking)).flat()).toEqual([]);
    await Promise.all(pools.map(pool => pool.destroy()));
    await open();
  }
});

test('what is owed is answered, and says that it is the last; what is at rest is closed', async () => {
  const idle = await fetch(url);
  expect([await idle.text(), idle.headers.get('connection')]).toEqual(['/', 'keep-alive']);
  const slow = fetch(`${url}/slow`);
  await sleep(50);
  const drained = drain(server, 5_000);
  const answer = await slow;
  expect([await answer.text(), answer.headers.get('connection')]).toEqual(['/slow', 'close']);
  await drained;
  await expect(fetch(url)).rejects.toThrow();
});

test('what does not come to an end is cut', async () => {
  const never = fetch(`${url}/slow`).then(
    () => 'answered',
    () => 'cut',
  );
  await sleep(50);
  await drain(server, 100);
  expect(await never).toBe('cut');
});
