import { Command } from 'commander';
import { type Answer, type Asking, asked, failure, found } from '../export/asking.ts';
import type { ExportIo } from '../export/io.ts';
import { type Flags, withGraph } from '../export/writing.ts';
import { printable } from '../source/screen.ts';
import { instantOf } from './asked-for.ts';

interface AssignFlags extends Flags {
  note?: string;
  due?: string;
}

interface Wanted {
  model: string;
  point: string;
  /** An e-mail, the name of a team, or an id. */
  who: string;
  note?: string;
  dueAt?: Date;
}

const whoQuestion = `query ReportWho($email: String!, $name: String!, $id: ID!) {
  byEmail: person(email: $email) { id } byId: person(id: $id) { id }
  team(name: $name) { id } teamById: team(id: $id) { id }
}`;
const assign = `mutation ReportAssign($input: AssignGapInput!) {
  assignGap(input: $input) { gap { missing to { name } } problem { message ... on NotAllowed { whoCan { name } } } }
}`;

interface Assigned {
  gap: { missing: string | null; to: { name: string } | null } | null;
  problem: { message: string; whoCan?: { name: string }[] | null } | null;
}

/** The command `handoff report assign`: asks somebody to fill a gap. */
export function assignCommand(io: ExportIo): Command {
  const command = new Command('assign');
  return command
    .description('Ask somebody to fill a gap of a report, and tell them')
    .argument('<model>', 'name or id')
    .argument('<gap>', 'the word in brackets that stands behind what is missing, such as limitations')
    .argument('<who>', 'e-mail of a person, name of a team, or id')
    .option('--note <text>', 'what to say with it')
    .option('--due <day>', 'by when it is wanted, such as 2026-12-31')
    .action(async (model: string, point: string, who: string) => {
      const { note, due, ...flags }: AssignFlags = command.optsWithGlobals();
      const dueAt = due === undefined ? undefined : instantOf(due);
      if (dueAt !== null) return withGraph(flags, io, asking => ask(asking, { model, point, who, note, dueAt }, io));
      io.err(`"${printable(due ?? '')}" is no day: write it like 2026-12-31.\n`);
      io.exit(2);
    });
}

async function ask(asking: Asking, { who, ...input }: Wanted, io: ExportIo): Promise<Answer<void>> {
  const people = await asked<Record<string, { id: string } | null>>(asking, whoQuestion, {
    ...{ email: who, name: who, id: who },
  });
  if (people.kind === 'Failure') return people;
  const [first] = Object.values(people.value).filter(one => one !== null);
  if (!first) return failure(`There is no person or team "${who}": give an e-mail, the name of a team, or an id.`, 1);
  const answer = await asked<{ assignGap: Assigned | null }>(asking, assign, { input: { ...input, toId: first.id } });
  if (answer.kind === 'Failure') return answer;
  const { gap, problem } = answer.value.assignGap ?? { gap: null, problem: null };
  if (!gap) return failure(refusal(problem), 1);
  return found(await io.out(`Asked ${printable(gap.to?.name ?? who)}: ${gap.missing ?? input.point}\n`));
}

function refusal(problem: Assigned['problem']): string {
  const who = problem?.whoCan?.map(({ name }) => name) ?? [];
  return `${problem?.message ?? 'The graph did not say why not.'}${who.length === 0 ? '' : ` Who can: ${who.join(', ')}.`}`;
}
