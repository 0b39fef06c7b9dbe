import type { Shown } from '../../cards/blocks.ts';
import { mineCard } from '../../cards/mine.ts';
import { helpText, plain } from '../../cards/say.ts';
import type { Command, VerbName } from '../../grammar.ts';
import { parse } from '../../parse.ts';
import { strangerMessage } from '../../people.ts';
import type { Services } from '../../services.ts';
import { safe } from '../../text.ts';
import type { Asker } from './asker.ts';
import { assign } from './assign.ts';
import { find } from './find.ts';
import { showModel, showWho } from './model.ts';

/** How each verb is answered. */
const answers: { [V in VerbName]: (asker: Asker, command: Extract<Command, { verb: V }>) => Promise<Shown> } = {
  find,
  model: showModel,
  who: showWho,
  assign,
  mine: async ({ ask }) => mineCard(await ask('ReadMine', {})),
  help: async (_, { about }) => helpText(about),
};

const shareable: readonly VerbName[] = ['find', 'model', 'who'];

/** Something typed: by whom, what, and under which key it was delivered. */
export interface Question {
  userId: string;
  key: string;
  text: string;
  /** Whether there is a channel to show the answer to. */
  mayShare: boolean;
}

/** Answers what somebody typed, wherever they typed it. Strangers learn nothing. */
export async function answer(services: Services, { userId, key, text, mayShare }: Question): Promise<Shown> {
  const person = await services.people.identify(userId);
  if (person.kind === 'Stranger') return plain(strangerMessage(person));
  const parsed = parse(text);
  if (parsed.kind === 'Misread') return plain(safe(parsed.message));
  const { command } = parsed;
  const share = mayShare && shareable.includes(command.verb) ? text : null;
  const asker: Asker = { services, person, ask: services.graph.as(userId), key, share };
  const run = answers[command.verb] as (asker: Asker, command: Command) => Promise<Shown>;
  return await run(asker, command);
}
