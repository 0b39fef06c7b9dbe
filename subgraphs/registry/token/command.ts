import { type Permission, permissions } from '@handoff/kit/access/permission';
import { credentials } from '@handoff/kit/credentials';
import { createGraphClient, type GraphClient } from '@handoff/kit/graph-client';
import { Command } from 'commander';

interface Flags {
  service?: string;
  limit?: string;
  expires?: string;
  json?: boolean;
}

interface Problem {
  message: string;
}

const examples = `
Examples:
  $ handoff token create "my laptop"                                   a token of your own
  $ handoff token create ci --service pipeline --limit READ,INGEST     for a service account, made when it is new
  $ handoff token create "audit 2027" --expires 2027-03-31T00:00:00Z

The token is printed once, on standard output, and kept nowhere. Give it to programs as HANDOFF_TOKEN.
Exit codes: 0 it was made, 1 the graph refused, 2 it could not be asked.`;

const createToken = `mutation ($input: CreateApiTokenInput!) {
  createApiToken(input: $input) { token { id prefix expiresAt } secret problem { message } } }`;
const createAccount = `mutation ($input: CreateServiceAccountInput!) {
  createServiceAccount(input: $input) { serviceAccount { id } problem { message } } }`;

/** The command `handoff token`: makes API tokens through the graph. */
export function tokenCommand(): Command {
  const token = new Command('token').description('API tokens');
  token
    .command('create')
    .description('Make an API token, shown once')
    .argument('<name>', 'what it is for, as lists show it')
    .option('--service <name>', 'for a new service account of this name instead of yourself')
    .option('--limit <permissions>', `allow at most these, separated by commas: ${permissions.join(', ')}`)
    .option('--expires <time>', 'an instant such as 2027-03-31T00:00:00Z')
    .option('--json', 'answer as JSON')
    .addHelpText('after', examples)
    .action((name: string, flags: Flags) => create(name, flags));
  return token;
}

async function create(name: string, flags: Flags): Promise<void> {
  const access = await credentials({ env: process.env });
  if (typeof access === 'string') return end(access, 2);
  const limit = limitOf(flags.limit);
  if (typeof limit === 'string') return end(limit, 2);
  const client = createGraphClient({ ...access, via: 'CLI' });
  try {
    const principalId = flags.service === undefined ? undefined : await accountOf(client, flags.service);
    const input = { name, principalId, permissions: limit, expiresAt: flags.expires };
    const { createApiToken } = await asked<{
      createApiToken: { token: { id: string; prefix: string } | null; secret: string | null; problem: Problem | null };
    }>(client, createToken, input);
    if (createApiToken.problem) throw new Refused(createApiToken.problem.message);
    process.stdout.write(`${flags.json ? JSON.stringify(createApiToken) : createApiToken.secret}\n`);
  } catch (error) {
    if (error instanceof Refused) return end(error.message, error.code);
    throw error;
  } finally {
    await client.close();
  }
}

class Refused extends Error {
  readonly code: number;
  constructor(message: string, code = 1) {
    super(message);
    this.code = code;
  }
}

function end(message: string, code: number): void {
  process.stderr.write(`${message}\n`);
  process.exitCode = code;
}

function limitOf(text: string | undefined): Permission[] | undefined | string {
  if (text === undefined) return undefined;
  const given = text.split(',').map(word => word.trim().toUpperCase());
  const unknown = given.find(word => !permissions.includes(word as Permission));
  return unknown === undefined
    ? (given as Permission[])
    : `There is no permission "${unknown}": choose from ${permissions.join(', ')}.`;
}

async function accountOf(client: GraphClient, name: string): Promise<string> {
  const { createServiceAccount } = await asked<{
    createServiceAccount: { serviceAccount: { id: string } | null; problem: Problem | null };
  }>(client, createAccount, { name });
  if (createServiceAccount.serviceAccount) return createServiceAccount.serviceAccount.id;
  throw new Refused(createServiceAccount.problem?.message ?? 'The service account could not be made.');
}

async function asked<T>(client: GraphClient, document: string, input: object): Promise<T> {
  const answer = await client.request<T>(document, { input });
  if (answer.kind === 'Data') return answer.data;
  throw new Refused(answer.message, 2);
}
