import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { localTokens } from '@handoff/bot/open';
import { type PartName, partNames } from '@handoff/kit/settings/parts';
import { freePort } from '@handoff/kit/testing/free-port';
import { end, gateway, handoff, ready } from './command.ts';

/** All parts of Handoff, each in a process of its own. */
export interface Parts {
  /** Where the gateway listens, without a slash at the end. */
  url: string;
  adminToken: string;
  /** Where a part listens, also while it does not run. */
  addressOf(part: PartName): string;
  /** Starts a part that does not run; resolves when it listens. */
  start(part: PartName): Promise<void>;
  /** Kills a part as kill -9 does, and waits until it is gone. */
  kill(part: PartName): Promise<void>;
  /** Resolves when a part says that it is ready; all of them unless named. */
  ready(...parts: readonly PartName[]): Promise<void>;
  stop(): Promise<void>;
}

export interface PlaceOfParts {
  databaseUrl: string;
  home: string;
  slackApiUrl: string;
  /** Settings beside those that every part has. */
  environment?: Record<string, string>;
}

export interface PartsOptions extends PlaceOfParts {
  /** One by one in this order; left out: all at once. */
  order?: readonly PartName[];
  /** Where a part is to reach another, or the database or Slack; the address itself unless told otherwise. */
  through?: (line: Line) => Promise<string>;
}

/** What one part reaches another by. */
export interface Line {
  from: PartName;
  to: PartName | 'database' | 'slack';
  address: string;
}

/** Starts the five parts on free ports and waits until all are ready. */
export async function startParts(options: PartsOptions): Promise<Parts> {
  const { adminToken, addressOf, environmentOf } = await plan(options);
  const own = await ownEnvironments(environmentOf, options.through);
  const children = new Map<PartName, ChildProcess>();
  const start = async (part: PartName) => {
    const given = own.get(part) ?? {};
    const child = part === 'gateway' ? gateway(given) : handoff(['serve', part], given);
    children.set(part, child);
    await ready(child);
  };
  const stopOne = async (part: PartName, signal?: NodeJS.Signals) => {
    const child = children.get(part);
    if (child) await end(child, signal);
  };
  const parts: Parts = {
    url: addressOf('gateway'),
    adminToken,
    addressOf,
    start,
    kill: part => stopOne(part, 'SIGKILL'),
    ready: async (...named) => {
      await Promise.all((named.length > 0 ? named : partNames).map(part => untilReady(`${addressOf(part)}/readyz`)));
    },
    stop: async () => void (await Promise.all(partNames.map(part => stopOne(part)))),
  };
  try {
    if (options.order) for (const part of options.order) await start(part);
    else await Promise.all(partNames.map(start));
    await parts.ready();
  } catch (error) {
    await parts.stop();
    throw error;
  }
  return parts;
}

/** Where each part is to listen, and what it is told. */
export interface Plan {
  adminToken: string;
  addressOf(part: PartName): string;
  environmentOf(part: PartName): Record<string, string>;
}

/** Gives every part a free port, and what all must know of each other. */
export async function plan({ databaseUrl, home, slackApiUrl, environment = {} }: PlaceOfParts): Promise<Plan> {
  const ports = new Map<PartName, number>();
  for (const part of partNames) ports.set(part, await freePort());
  const adminToken = randomBytes(24).toString('hex');
  const addressOf = (part: PartName) => `http://127.0.0.1:${ports.get(part)}`;
  const graphs = partNames.filter(part => part !== 'bot');
  const shared = {
    ...Object.fromEntries(graphs.map(part => [`${part.toUpperCase()}_URL`, `${addressOf(part)}/graphql`])),
    DATABASE_URL: databaseUrl,
    HANDOFF_HOME: home,
    HANDOFF_INTERNAL_KEY: randomBytes(24).toString('hex'),
    HANDOFF_BOOTSTRAP_TOKEN: adminToken,
    SLACK_BOT_TOKEN: localTokens.botToken,
    SLACK_APP_TOKEN: localTokens.appToken,
    SLACK_API_URL: slackApiUrl,
    ...environment,
  };
  return { adminToken, addressOf, environmentOf: part => ({ ...shared, PORT: String(ports.get(part)) }) };
}

/** The settings by which a part reaches each other. */
const settingTo: readonly (readonly [Line['to'], string])[] = [
  ['database', 'DATABASE_URL'],
  ['slack', 'SLACK_API_URL'],
  ...partNames.filter(part => part !== 'bot').map(part => [part, `${part.toUpperCase()}_URL`] as const),
];

/** The environment of each part, with its own way to each other. */
async function ownEnvironments(
  environmentOf: Plan['environmentOf'],
  through: PartsOptions['through'],
): Promise<Map<PartName, Record<string, string>>> {
  const own = new Map<PartName, Record<string, string>>();
  for (const from of partNames) {
    const settings = environmentOf(from);
    for (const [to, name] of through ? settingTo : [])
      settings[name] = (await through?.({ from, to, address: settings[name] ?? '' })) ?? '';
    own.set(from, settings);
  }
  return own;
}

/** Waits until an address answers that all is ready; throws what it said last after a minute. */
export async function untilReady(url: string): Promise<void> {
  let said = 'nothing';
  for (const deadline = Date.now() + 60_000; Date.now() < deadline; ) {
    const answer = await fetch(url).catch(() => null);
    if (answer?.status === 200) return;
    said = (await answer?.text()) ?? said;
    await new Promise(resolve => setTimeout(resolve, 100));
  }
  throw new Error(`${url} was not ready within a minute: ${said}`);
}
