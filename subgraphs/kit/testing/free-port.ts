import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

// Below what systems give out by themselves (from 32,768 on), where another test's server may get the port before the
// process that is to listen there has started; and for each of the processes that share the tests, ports of its own.
const own = 5_000;
const first = 12_000 + (Number(process.env.VITEST_POOL_ID ?? 0) % 4) * own;
let next = randomInt(own);

/** A port of this machine that nobody listens on, and that no other test is told of. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < own; tries++) {
    const port = first + (next++ % own);
    if (await isFree(port)) return port;
  }
  throw new Error(`None of the ports from ${first} to ${first + own - 1} is free on 127.0.0.1.`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const server = createServer().once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
