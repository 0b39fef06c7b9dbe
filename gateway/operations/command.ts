import { writeFile } from 'node:fs/promises';
import { Command } from 'commander';
import { collect } from './collect.ts';
import { filesIn } from './files.ts';

const examples = `
Examples:
  handoff operations src --output operations.json
  handoff operations queries.graphql src/dashboard.ts > operations.json

It reads .graphql files, and in TypeScript and JavaScript the texts that hold an operation: gql\`…\`, graphql(\`…\`),
/* GraphQL */ \`…\`, and those that begin with query, mutation, subscription or fragment. What a \${name} stands for is
looked up among the constants of all files.

Exit codes: 0 the manifest holds all that was found, 1 something looks like an operation and could not be read, or
nothing was found.`;

/** The command `handoff operations`: the manifest of a client. */
export function operationsCommand(): Command {
  return new Command('operations')
    .description('Write the manifest of the operations of a client, for HANDOFF_OPERATIONS')
    .argument('<files...>', 'files and folders of the client')
    .option('-o, --output <file>', 'where to write it; left out: to the screen')
    .addHelpText('after', examples)
    .action(write);
}

async function write(places: string[], { output }: { output?: string }): Promise<void> {
  const { manifest, count, unread } = collect(await filesIn(places));
  for (const line of unread) process.stderr.write(`${line}\n`);
  if (count === 0) process.stderr.write('No operation was found there: name the files or folders that hold them.\n');
  if (unread.length > 0 || count === 0) process.exitCode = 1;
  if (count === 0) return;
  if (output === undefined) process.stdout.write(manifest);
  else await writeFile(output, manifest);
  process.stderr.write(`${count} ${count === 1 ? 'operation' : 'operations'}${output ? ` in ${output}` : ''}.\n`);
}
