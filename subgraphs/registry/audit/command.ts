import { openDatabase } from '@handoff/kit/database/database';
import { type Verification, verifyTrail } from '@handoff/kit/event/verify';
import { Command } from 'commander';

/** Where the trail is: a database, and how to let go of it. */
export type OpenTrail = () => Promise<{ url: string; stop(): Promise<void> }>;

/** The command `handoff audit`. Exit 0: the trail is whole; 1: an entry was altered, removed, inserted or moved. */
export function auditCommand(open: OpenTrail): Command {
  const audit = new Command('audit').description('The audit trail');
  audit
    .command('verify')
    .description('Recompute the chain of the audit trail and name the first entry that does not fit')
    .option('--json', 'answer as JSON')
    .addHelpText('after', '\nExamples:\n  handoff audit verify\n  handoff audit verify --json')
    .action(async (options: { json?: boolean }) => {
      const verification = await verify(open);
      process.stdout.write(`${options.json ? JSON.stringify(verification) : sentence(verification)}\n`);
      if (verification.broken) process.exitCode = 1;
    });
  return audit;
}

async function verify(open: OpenTrail): Promise<Verification> {
  const { url, stop } = await open();
  try {
    const db = await openDatabase({ url, tables: [], poolSize: 2 });
    return await verifyTrail(db).finally(() => db.destroy());
  } finally {
    await stop();
  }
}

/** What was found, for people. */
export function sentence({ checked, unsealed, head, broken }: Verification): string {
  if (broken) return `The trail is broken at entry ${broken.seq}. ${broken.explanation} Entries before it are whole.`;
  const waiting = unsealed === 0 ? '' : ` ${unsealed} not yet sealed.`;
  return `${checked} entries are whole.${waiting} The last is ${head.seq}, ${head.hash}.`;
}
