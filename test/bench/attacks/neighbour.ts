import { fork } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { asked } from '../rounds.ts';
import type { Target } from './run.ts';

/** Somebody else who asks while others do as they like. */
export interface Neighbour {
  /** The milliseconds that each of their requests took since this was last asked. */
  take(): Promise<readonly number[]>;
  stop(): void;
}

const program = join(dirname(fileURLToPath(import.meta.url)), 'neighbour-program.js');

/** Lets a neighbour with an account of their own ask one thing again and again. */
export async function startNeighbour(admin: Target, query: string): Promise<Neighbour> {
  const token = await accountOf(admin);
  const child = fork(program, { env: { ...process.env, URL: admin.url, TOKEN: token, QUERY: query } });
  const ended = once(child, 'exit').then(([status]) => {
    throw new Error(`The neighbour ended with ${String(status)}: what it printed says why.`);
  });
  ended.catch(() => undefined);
  return {
    async take() {
      const taken = once(child, 'message');
      child.send('take');
      const [samples] = (await Promise.race([taken, ended])) as [number[]];
      return samples;
    },
    stop: () => {
      if (child.connected) child.disconnect();
    },
  };
}

const createAccount =
  'mutation { createServiceAccount(input: { name: "neighbour" }) { serviceAccount { id } problem { message } } }';
const createToken =
  'mutation ($id: ID!) { createApiToken(input: { principalId: $id, name: "bench" }) { secret problem { message } } }';

async function accountOf(admin: Target): Promise<string> {
  const made = await asked<{ createServiceAccount: { serviceAccount: { id: string } } }>(admin, createAccount);
  const { id } = made.createServiceAccount.serviceAccount;
  const { createApiToken } = await asked<{ createApiToken: { secret: string } }>(admin, createToken, { id });
  return createApiToken.secret;
}
