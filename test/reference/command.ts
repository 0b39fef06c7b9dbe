import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { Command } from 'commander';
import { answerOf } from './answer.ts';
import type { Case } from './case.ts';

/** The command `handoff reference`: one JSON line for each case of a file. Exit 1 when the file cannot be read. */
export function referenceCommand(): Command {
  return new Command('reference')
    .description('Answer the cases of a file of reference numbers with the statistics of Handoff; one JSON line each')
    .argument('<file>', 'JSON: {"cases": [{"id", "fn", "params", "inputs"}]}')
    .addHelpText('after', '\nExample:\n  handoff reference test/reference/cases.json')
    .action(async (file: string) => {
      // npm runs scripts in the project's own folder, and says where it was called from.
      const path = resolve(process.env.INIT_CWD ?? process.cwd(), file);
      for (const one of await casesIn(path)) process.stdout.write(`${JSON.stringify(answerOf(one, dirname(path)))}\n`);
    });
}

async function casesIn(path: string): Promise<Case[]> {
  const found = JSON.parse(await readFile(path, 'utf8')) as { cases?: unknown } | null;
  if (Array.isArray(found?.cases)) return found.cases as Case[];
  throw new Error(`${path} holds no "cases": give a file like test/reference/cases.json.`);
}
