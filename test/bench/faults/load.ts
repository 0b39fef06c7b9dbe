import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { openWire, type Wire } from '@handoff/kit/http/wire';

/** Requests that go on until they are stopped: questions, and changes between them. */
export interface Load {
  /** Names of the models that were acknowledged as registered. */
  readonly acknowledged: readonly string[];
  /** How many requests were answered as they should be. */
  answered(): number;
  /** What else came of requests, each with how often. */
  readonly failures: ReadonlyMap<string, number>;
  /** Resolves when nothing is under way any more. */
  stop(): Promise<void>;
}

export interface LoadOptions {
  /** One server, or several of the same. */
  urls: readonly string[];
  token: string;
  connections: number;
  /** At most so many a second in all; left out: as many as are answered. */
  perSecond?: number;
  /** One of so many requests is a change, all others are questions; every second unless told otherwise. */
  changeEvery?: number;
}

const question = '{ models(first: 10) { nodes { name owner { name } latestVersion { version } } } }';
const change =
  'mutation ($input: RegisterModelInput!) { registerModel(input: $input) { model { id } problem { message } } }';

/** Asks and changes over so many connections at once. */
export function openLoad({ urls, token, connections, perSecond, changeEvery = 2 }: LoadOptions): Load {
  const wire = openWire(
    urls.map(url => new URL('/graphql', url)),
    { connections, timeoutMs: 60_000 },
  );
  const acknowledged: string[] = [];
  const failures = new Map<string, number>();
  let answered = 0;
  let going = true;
  let turn = 0;
  const began = performance.now();
  const failed = async (failure: string) => {
    failures.set(failure, (failures.get(failure) ?? 0) + 1);
    await sleep(20);
  };
  const one = async () => {
    while (going) {
      const mine = ++turn;
      if (perSecond) await sleep(Math.max(0, began + (mine * 1000) / perSecond - performance.now()));
      const name = mine % changeEvery === 0 ? `load-${randomBytes(8).toString('hex')}` : null;
      const failure = await attempt(wire, token, name);
      if (failure === null) answered++;
      if (failure === null && name !== null) acknowledged.push(name);
      if (failure !== null) await failed(failure);
    }
  };
  const running = Promise.all(Array.from({ length: connections }, one));
  return {
    acknowledged,
    failures,
    answered: () => answered,
    stop: async () => {
      going = false;
      await running;
      await wire.close();
    },
  };
}

/** One request; name: of a model to register. What went wrong, or null. */
async function attempt(wire: Wire, token: string, name: string | null): Promise<string | null> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const asked = name === null ? { query: question } : { query: change, variables: { input: { name, ...terms } } };
  try {
    const { status, text } = await wire.post({ headers, body: JSON.stringify(asked) });
    const isWhole =
      status === 200 && !text.includes('"errors":[') && (name === null || text.includes('"problem":null'));
    return isWhole ? null : `HTTP ${status}: ${text.slice(0, 200)}`;
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
}

const terms = { task: 'OTHER', riskTier: 'MINIMAL' };
