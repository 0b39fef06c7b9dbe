import { openDatabase } from '@handoff/kit/database/database';
import { silentLog } from '@handoff/kit/log';
import { type BotOptions, startBot } from '../bot.ts';
import { botTables } from '../table.ts';

/** What a bot in a process of its own is told: all that can be written as JSON, and where its database is. */
export type BotProcessOptions = Omit<BotOptions, 'db' | 'log'> & { databaseUrl: string };

/** Runs a bot in this process until it is ended; says `ready` once it runs. For tests that kill it. */
export async function runBot({ databaseUrl, ...options }: BotProcessOptions): Promise<void> {
  const db = await openDatabase({ url: databaseUrl, tables: botTables });
  await startBot({ ...options, db, log: silentLog() });
  process.stdout.write('ready\n');
}
