import { createReadStream } from 'node:fs';
import { Command } from 'commander';
import type { MigrationClass } from '../database/migrate.ts';
import { checkBackup } from './check.ts';
import { NoBackup } from './form.ts';
import { makeBackup } from './make.ts';
import { restore } from './restore.ts';
import { FileThere, intoFile } from './whole-file.ts';

/** Where the data are: a database, and how to let go of it. */
export type OpenDatabase = () => Promise<{ url: string; stop(): Promise<void> }>;

interface BackupOptions {
  out?: string;
  json?: boolean;
}

/** The command `handoff backup`. Exit 0: the file is whole, and was read again; 1: there is none; 2: it cannot be written there. */
export function backupCommand(open: OpenDatabase): Command {
  return new Command('backup')
    .description('Write all of Handoff’s data, as they are at one instant, into one file; it goes on serving meanwhile')
    .option('--out <file>', 'where to, or - for the output; default: handoff-<time>.backup.gz here')
    .option('--json', 'answer as JSON')
    .addHelpText('after', backupExamples)
    .action((options: BackupOptions) => backingUp(open, options));
}

const backupExamples = `
The secrets in HANDOFF_HOME and in your settings are not in it: keep those apart.

Examples:
  handoff backup
  handoff backup --out /backups/tuesday.backup.gz
  handoff backup --out - | your-upload-program`;

async function backingUp(open: OpenDatabase, { out, json }: BackupOptions): Promise<void> {
  const now = new Date();
  const file = out ?? `handoff-${now.toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z.backup.gz`;
  try {
    const made = await withDatabase(open, url =>
      file === '-'
        ? makeBackup({ url, to: process.stdout, now })
        : intoFile(file, async to => makeBackup({ url, to, now })),
    );
    if (!made) return refuse('There is nothing of Handoff in this database: is DATABASE_URL the right one?', 1);
    const { rows, tables, head } = file === '-' ? made : await checkBackup(createReadStream(file));
    const words = `${rows} rows of ${tables} tables, up to entry ${head?.seq ?? 0} of the audit trail`;
    if (json && file !== '-') process.stdout.write(`${JSON.stringify({ file, ...made })}\n`);
    else process.stderr.write(file === '-' ? `Written: ${words}.\n` : `Written and read again: ${file}, ${words}.\n`);
  } catch (error) {
    const { code, message, syscall } = error as NodeJS.ErrnoException;
    if (error instanceof FileThere) return refuse(message, 2);
    if (error instanceof NoBackup)
      return refuse(`${file} was written, and is not whole when it is read: ${message}`, 1);
    if (syscall === 'connect' || !code?.startsWith('E')) throw error;
    refuse(`${file} cannot be written: ${message}. Nothing was kept.`, 2);
  }
}

interface RestoreOptions {
  force?: boolean;
  check?: boolean;
  json?: boolean;
}

/** The command `handoff restore`. Exit 0: all of it is in the database, and compared; 1: nothing was changed. */
export function restoreCommand(open: OpenDatabase, migrations: () => Promise<readonly MigrationClass[]>): Command {
  return new Command('restore')
    .description('Put a backup into the database, compare it with the file, and bring it up to date')
    .argument('<file>', 'what "handoff backup" wrote')
    .option('--force', 'replace what is in the database')
    .option('--check', 'only read the file and hold it against its checksums; no database is touched')
    .option('--json', 'answer as JSON')
    .addHelpText('after', restoreExamples)
    .action(async (file: string, options: RestoreOptions) => {
      if (options.check) return checking(file, options);
      await restoring({ open, migrations: await migrations() }, file, options);
    });
}

const restoreExamples = `
Stop every process of Handoff first. What does not agree with the file leaves the database as it was.

Examples:
  handoff restore tuesday.backup.gz --check
  handoff restore tuesday.backup.gz
  handoff restore tuesday.backup.gz --force`;

async function checking(file: string, { json }: RestoreOptions): Promise<void> {
  try {
    const checked = await checkBackup(createReadStream(file));
    const words = `${file} is whole: ${checked.rows} rows of ${checked.tables} tables, made at ${checked.madeAt}.`;
    process.stdout.write(`${json ? JSON.stringify(checked) : words}\n`);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (!(error instanceof NoBackup) && !code?.startsWith('E')) throw error;
    refuse(`${file} cannot be restored. ${message}`, 1);
  }
}

async function restoring(
  { open, migrations }: { open: OpenDatabase; migrations: readonly MigrationClass[] },
  file: string,
  { force = false, json }: RestoreOptions,
): Promise<void> {
  const restored = await withDatabase(open, url => restore({ url, file: createReadStream(file), migrations, force }));
  if (json) process.stdout.write(`${JSON.stringify(restored)}\n`);
  if (restored.kind === 'NotRestored') return refuse(`${file} was not restored. ${restored.reason}`, 1);
  const { rows, tables, head, madeAt, migrated } = restored;
  const newer = migrated.length > 0 ? ` Brought up to date by ${migrated.length} migrations.` : '';
  const words = `Restored and compared: ${rows} rows of ${tables} tables, made at ${madeAt}; the audit trail is whole up to entry ${head?.seq ?? 0}.${newer}`;
  if (!json) process.stdout.write(`${words}\n`);
}

async function withDatabase<T>(open: OpenDatabase, work: (url: string) => Promise<T>): Promise<T> {
  const { url, stop } = await open();
  return work(url).finally(stop);
}

function refuse(message: string, exitCode: number): void {
  process.stderr.write(`${message}\n`);
  process.exitCode = exitCode;
}
