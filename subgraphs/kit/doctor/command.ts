import { Command } from 'commander';
import { type Db, openDatabase } from '../database/database.ts';
import type { MigrationClass } from '../database/migrate.ts';
import { silentLog } from '../log.ts';
import { dataVersionOf } from '../postgres/cluster.ts';
import { startEmbedded } from '../postgres/embedded.ts';
import { placeFor } from '../postgres/place.ts';
import { readSettings, type Settings } from '../settings.ts';
import { databaseCheck } from './database.ts';
import { type Check, type Finding, findingsOf, inWords } from './finding.ts';
import { diskCheck, partsCheck } from './place.ts';

export interface DoctorOptions {
  migrations: readonly MigrationClass[];
  /** What other parts look at. */
  checks: readonly Check[];
}

/** The command `handoff doctor`. Exit 0: nothing is wrong; 1: something is. It changes nothing. */
export function doctorCommand(load: () => Promise<DoctorOptions>): Command {
  return new Command('doctor')
    .description('Look at all that Handoff stands on, and say what is wrong and how to mend it')
    .option('--json', 'answer as JSON: a list of findings')
    .addHelpText('after', examples)
    .action(async ({ json }: { json?: boolean }) => {
      const findings = await examine(process.env, await load());
      process.stdout.write(json ? `${JSON.stringify(findings, null, 2)}\n` : inWords(findings));
      if (findings.some(({ state }) => state === 'wrong')) process.exitCode = 1;
    });
}

const examples = `
It looks at settings, database (version, extensions, migrations, clock, connections), disk, the other parts, Slack,
the identity provider and the servers of targets. Run it with the settings of the process that it is about.

Examples:
  handoff doctor
  handoff doctor --json | jq '.[] | select(.state == "wrong")'`;

/** Everything that was found. Where the settings are wrong that is all: nothing else could be looked at as it would be used. */
export async function examine(
  env: Readonly<Record<string, string | undefined>>,
  { migrations, checks }: DoctorOptions,
): Promise<Finding[]> {
  const read = readSettings(env);
  if ('problems' in read) return read.problems.map(says => ({ about: 'Settings', state: 'wrong', says }));
  const { settings } = read;
  const findings: Finding[] = [{ about: 'Settings', state: 'fine', says: 'They can be read, and go together.' }];
  const opened = await open(settings);
  if (opened.finding) findings.push({ about: 'Database', ...opened.finding });
  try {
    for (const check of [databaseCheck, diskCheck, partsCheck, ...checks])
      findings.push(...(await findingsOf(check, { settings, db: opened.db, migrations })));
  } finally {
    await opened.close();
  }
  return findings;
}

interface Opened {
  db: Db | null;
  /** What is to be told of opening it; null: nothing. */
  finding: Omit<Finding, 'about'> | null;
  close(): Promise<void>;
}

async function open({ databaseUrl, home }: Settings): Promise<Opened> {
  const nothing = { db: null, close: async () => undefined };
  if (databaseUrl) return connected(databaseUrl, async () => undefined);
  try {
    const { dataDirectory } = await placeFor(home, silentLog());
    if ((await dataVersionOf(dataDirectory)) === null)
      return {
        ...nothing,
        finding: { state: 'passed', says: 'There is no embedded database yet: the first start makes it.' },
      };
    const embedded = await startEmbedded({ home, log: silentLog() });
    return await connected(embedded.url, () => embedded.stop());
  } catch (error) {
    return { ...nothing, finding: { state: 'wrong', says: (error as Error).message } };
  }
}

async function connected(url: string, stop: () => Promise<void>): Promise<Opened> {
  try {
    const db = await openDatabase({ url, tables: [], poolSize: 2 });
    const close = async () => {
      await db.destroy();
      await stop();
    };
    return { db, finding: null, close };
  } catch (error) {
    const { host, pathname } = new URL(url);
    const { message, code } = error as NodeJS.ErrnoException;
    const says = `${pathname.slice(1)} at ${host} cannot be opened (${message || code}): start it, or mend DATABASE_URL.`;
    return { db: null, finding: { state: 'wrong', says }, close: stop };
  }
}
