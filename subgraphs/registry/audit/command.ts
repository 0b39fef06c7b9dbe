import { createReadStream, createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { finished } from 'node:stream/promises';
import { type Db, openDatabase } from '@handoff/kit/database/database';
import type { ChainState } from '@handoff/kit/event/chain';
import { type ExportVerification, exportTrail, NoExport, verifyExport } from '@handoff/kit/event/exported';
import { type Verification, verifyTrail } from '@handoff/kit/event/verify';
import { Command, InvalidArgumentError } from 'commander';

/** Where the trail is: a database, and how to let go of it. */
export type OpenTrail = () => Promise<{ url: string; stop(): Promise<void> }>;

interface VerifyOptions {
  json?: boolean;
  head: ChainState[];
}

/**
 * The command `handoff audit`. Exit 0: the trail is whole; 1: an entry was altered, removed, inserted or moved; 2: what
 * was given cannot be read.
 */
export function auditCommand(open: OpenTrail): Command {
  const audit = new Command('audit').description('The audit trail');
  audit
    .command('verify')
    .description('Recompute the chain of the audit trail, or of an export, and name the first entry that does not fit')
    .argument('[export]', 'a file that "handoff audit export" wrote; left out: the trail in the database')
    .option(
      '--head <seq:hash>',
      'a head that was kept elsewhere, which the trail must agree with; several may be given',
      head,
      [],
    )
    .option('--json', 'answer as JSON')
    .addHelpText('after', verifyExamples)
    .action((file: string | undefined, options: VerifyOptions) => verifying(open, file, options));
  audit
    .command('export')
    .description('Write the sealed trail as lines of JSON, which prove themselves without the database')
    .option('--after <seq>', 'only what follows this entry', wholeNumber, 0)
    .option('--out <file>', 'where to; left out: to the output')
    .addHelpText('after', '\nExamples:\n  handoff audit export --out trail.jsonl\n  handoff audit export --after 12000')
    .action((options: { after: number; out?: string }) => exporting(open, options));
  return audit;
}

const verifyExamples = `
Examples:
  handoff audit verify
  handoff audit verify trail.jsonl --head 12000:5f70bf18a0860070…`;

async function verifying(open: OpenTrail, file: string | undefined, { json, head: heads }: VerifyOptions) {
  try {
    const found = file ? await verifyFile(file, heads) : await inTrail(open, db => verifyTrail(db, heads));
    process.stdout.write(`${json ? JSON.stringify(found) : sentence(found)}\n`);
    if (found.broken) process.exitCode = 1;
  } catch (error) {
    if (error instanceof RangeError) return refuse(error.message);
    if (!(error instanceof NoExport)) throw error;
    refuse(`${file} is no whole export. ${error.message}`);
  }
}

async function verifyFile(file: string, heads: readonly ChainState[]): Promise<ExportVerification> {
  const input = createReadStream(file, 'utf8');
  const opened = new Promise<void>((resolve, reject) => input.once('ready', resolve).once('error', reject));
  await opened.catch(error => {
    throw new NoExport(`It cannot be read: ${(error as Error).message}.`);
  });
  return verifyExport(createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY }), heads);
}

async function exporting(open: OpenTrail, { after, out }: { after: number; out?: string }): Promise<void> {
  const to = out ? createWriteStream(out, { mode: 0o600 }) : process.stdout;
  const failed = new Promise<never>((_, reject) => to.once('error', reject));
  failed.catch(() => undefined);
  const write = async (line: string) => {
    if (!to.write(`${line}\n`)) await Promise.race([failed, new Promise<void>(resolve => to.once('drain', resolve))]);
  };
  try {
    const head = await inTrail(open, db => exportTrail(db, after, write));
    if (out) await finished(to.end());
    process.stderr.write(`Exported up to entry ${head.seq}. Keep this elsewhere: --head ${head.seq}:${head.hash}\n`);
  } catch (error) {
    if (error instanceof RangeError) return refuse(error.message);
    const { code } = error as NodeJS.ErrnoException;
    if (!out || !code?.startsWith('E')) throw error;
    refuse(`${out} cannot be written: ${(error as Error).message}.`);
  }
}

function refuse(message: string): void {
  process.stderr.write(`${message}\n`);
  process.exitCode = 2;
}

function head(text: string, before: readonly ChainState[]): ChainState[] {
  const [, seq, hash] = /^([1-9]\d{0,14}):([0-9a-f]{64})$/.exec(text) ?? [];
  if (seq && hash) return [...before, { seq: Number(seq), hash }];
  throw new InvalidArgumentError('Give the number of an entry, a colon, and its hash of 64 hexadecimal digits.');
}

function wholeNumber(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Give the number of an entry.');
}

async function inTrail<T>(open: OpenTrail, work: (db: Db) => Promise<T>): Promise<T> {
  const { url, stop } = await open();
  try {
    const db = await openDatabase({ url, tables: [], poolSize: 2 });
    return await work(db).finally(() => db.destroy());
  } finally {
    await stop();
  }
}

/** What was found, for people. */
export function sentence(found: Verification | ExportVerification): string {
  const { checked, head, broken } = found;
  if (broken) return `The trail is broken at entry ${broken.seq}. ${broken.explanation} Entries before it are whole.`;
  if ('after' in found && found.after.seq > 0)
    return `${checked} entries after entry ${found.after.seq} are whole. The last is ${head.seq}, ${head.hash}. Whether they follow the right one, a head of entry ${found.after.seq} tells: --head.`;
  const waiting = 'unsealed' in found && found.unsealed > 0 ? ` ${found.unsealed} not yet sealed.` : '';
  return `${checked} entries are whole.${waiting} The last is ${head.seq}, ${head.hash}.`;
}
