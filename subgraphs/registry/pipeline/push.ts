import { type Answer, type Asking, failure, found } from '../export/asking.ts';
import { printable } from '../source/screen.ts';
import type { PipelineIo } from './io.ts';
import { type PushRecord, recordsOf } from './records.ts';

export interface PushFlags {
  model?: string;
  json?: boolean;
}

const question = `mutation Push($input: RegisterVersionInput!) { registerVersion(input: $input) {
  version { id version model { name } } problem { message ... on InvalidInput { field } } } }`;

interface Told {
  registerVersion: {
    version: { id: string; version: string; model: { name: string } } | null;
    problem: { message: string; field?: string } | null;
  } | null;
}

/** What became of one version. */
interface Outcome {
  line: number;
  outcome: 'REGISTERED' | 'REJECTED';
  model: string | null;
  version: string | null;
  id: string | null;
  problem: string | null;
}

/** Registers the versions in a text, one by one; those that make no sense are told with their line, the others go in. */
export async function push(
  asking: Asking,
  io: PipelineIo,
  { text, flags }: { text: string; flags: PushFlags },
): Promise<Answer<unknown>> {
  const records = recordsOf(text, flags.model);
  if (typeof records === 'string') return failure(records);
  let rejected = 0;
  for (const record of records) {
    const outcome = await register(asking, record);
    if (outcome.kind === 'Failure') return outcome;
    if (outcome.value.outcome === 'REJECTED') rejected += 1;
    await io.out(flags.json ? `${JSON.stringify(outcome.value)}\n` : `${said(outcome.value)}\n`);
  }
  if (rejected === 0) return found(null);
  return failure(`${rejected} of ${records.length} ${records.length === 1 ? 'was' : 'were'} rejected.`, 1);
}

async function register({ client, signal }: Asking, record: PushRecord): Promise<Answer<Outcome>> {
  const { line, input, reason } = record;
  if (input === null) return found(rejectedFor(line, `It ${reason}.`));
  const answer = await client.request<Told>(question, { input }, { signal });
  if (answer.kind === 'Refused' && answer.code === 'BAD_USER_INPUT') return found(rejectedFor(line, answer.message));
  if (answer.kind !== 'Data') return failure(answer.message);
  const { version, problem } = answer.data.registerVersion ?? { version: null, problem: null };
  if (!version) {
    const message = problem?.message ?? answer.errors[0]?.message ?? 'The graph did not say why.';
    return found(rejectedFor(line, problem?.field ? `${problem.field}: ${message}` : message));
  }
  const { id, model } = version;
  return found({ line, outcome: 'REGISTERED', model: model.name, version: version.version, id, problem: null });
}

function rejectedFor(line: number, problem: string): Outcome {
  return { line, outcome: 'REJECTED', model: null, version: null, id: null, problem };
}

function said({ line, outcome, model, version, id, problem }: Outcome): string {
  if (outcome === 'REGISTERED') return printable(`Registered version ${version} of ${model} (${id})`);
  return printable(`Line ${line} was rejected: ${problem}`);
}
