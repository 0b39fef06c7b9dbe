import type { Shown } from '../../cards/blocks.ts';
import { mineCard } from '../../cards/mine.ts';
import { helpText, plain } from '../../cards/say.ts';
import { type Command, type VerbName, written } from '../../grammar.ts';
import { parse } from '../../parse.ts';
import { linkedMessage, strangerMessage } from '../../people.ts';
import type { Services } from '../../services.ts';
import { literal } from '../../text.ts';
import type { Asker } from './asker.ts';
import { assign } from './assign.ts';
import { compare } from './compare.ts';
import { find } from './find.ts';
import { handover } from './handover.ts';
import { showHealth } from './health.ts';
import { showModel, showWho } from './model.ts';
import { formMeant, pick } from './pick.ts';
import { promote } from './promote.ts';
import { showReport } from './report.ts';
import { team } from './team.ts';
import { digest, quiet, subscribe, unsubscribe, why } from './telling.ts';
import { showAlerts, showPending, silence } from './waiting.ts';

/** How each verb is answered. */
const answers: { [V in VerbName]: (asker: Asker, command: Extract<Command, { verb: V }>) => Promise<Shown | null> } = {
  find,
  model: showModel,
  compare,
  health: showHealth,
  who: showWho,
  assign,
  handover,
  promote,
  pending: showPending,
  alerts: showAlerts,
  silence,
  subscribe,
  unsubscribe,
  quiet,
  digest,
  why,
  report: showReport,
  team,
  mine: async ({ ask }, command) => mineCard(await ask('ReadMine', {}), written(command)),
  link: async ({ person }) => plain(linkedMessage(person)),
  help: async (_, { about }) => helpText(about),
};

const shareable: readonly VerbName[] = ['find', 'model', 'who', 'compare', 'health', 'report'];

/** Something typed: by whom, what, and under which key it was delivered. */
export interface Question {
  userId: string;
  key: string;
  text: string;
  /** The channel where it was asked; null on the home tab. */
  place: string | null;
  /** The right to open a form, for three seconds; null where somebody only wrote. */
  triggerId: string | null;
  /** Whether there is a channel to show the answer to. */
  mayShare: boolean;
}

/** Answers what somebody typed, wherever they typed it; null: a form was opened for them. Strangers learn nothing. */
export async function answer(services: Services, question: Question): Promise<Shown | null> {
  const { userId, key, text, place, triggerId, mayShare } = question;
  const form = formMeant(text);
  const parsed = parse(text);
  if (parsed.kind === 'Command' && parsed.command.verb === 'link') services.people.forget(userId);
  const person = await services.people.identify(userId);
  if (person.kind === 'Stranger') return plain(strangerMessage(person));
  const asking = { services, person, ask: services.graph.as(userId), key, place, triggerId };
  if (form) return await pick({ ...asking, share: null }, form);
  if (parsed.kind === 'Misread') return plain(literal(parsed.message, 2000));
  const { command } = parsed;
  const share = mayShare && shareable.includes(command.verb) ? text : null;
  const asker: Asker = { ...asking, share };
  const run = answers[command.verb] as (asker: Asker, command: Command) => Promise<Shown | null>;
  return await run(asker, command);
}
