import { setTimeout as sleep } from 'node:timers/promises';
import type { PlainTextOption } from '@slack/types';
import { pickActions, pickNote } from '../../cards/pick-forms.ts';
import type { Ask } from '../../graph.ts';
import type { Services } from '../../services.ts';
import { label } from '../../text.ts';

/** What somebody typed into a select whose choices come from the graph. */
export interface Typing {
  ask: Ask;
  typed: string;
  /** The form's private_metadata; empty outside a form. */
  metadata: string;
  signal: AbortSignal;
}

type Choose = (typing: Typing) => Promise<PlainTextOption[]>;

/** The choices of each select, by its action_id; what somebody may not see is not offered. */
export const options: Readonly<Record<string, Choose>> = {
  [pickActions.model]: async ({ ask, typed, signal }) => {
    const { models } = await ask('PickModels', typed === '' ? {} : { search: typed }, signal);
    return (models?.nodes ?? []).map(({ id, name, title }) => option(named(title, name), id));
  },
  [pickActions.version]: async ({ ask, typed, metadata, signal }) => {
    const model = modelIn(metadata);
    if (model === null) return [option('Choose the model first', noChoice)];
    const { model: found } = await ask('PickVersions', { id: model }, signal);
    const { versions, aliases } = found ?? { versions: { nodes: [] }, aliases: [] };
    const choices = versions.nodes.map(({ id, version, createdAt }) => {
      const names = aliases.filter(alias => alias.version.id === id).map(({ name }) => name);
      return option(`${[version, ...names].join(', ')}, of ${createdAt.slice(0, 10)}`, id);
    });
    return matching(choices, typed);
  },
  [pickActions.environment]: async ({ ask, typed, signal }) => {
    const { environments } = await ask('PickEnvironments', {}, signal);
    return matching(
      (environments ?? []).map(({ name, title }) => option(named(title, name), name)),
      typed,
    );
  },
  [pickActions.role]: async ({ ask, typed, signal }) => {
    const { roles } = await ask('ReadRoles', {}, signal);
    return matching(
      (roles ?? []).map(({ key, title }) => option(named(title, key), key)),
      typed,
    );
  },
  [pickActions.principal]: async ({ ask, typed, signal }) => {
    const { people, teams } = await ask('PickPrincipals', typed === '' ? {} : { search: typed }, signal);
    const found = (teams?.nodes ?? []).map(({ id, name, title }) => option(`Team ${named(title, name)}`, id));
    const persons = (people?.nodes ?? []).map(({ id, name, email }) => option(named(name, email), id));
    return [...persons, ...matching(found, typed)];
  },
};

/** The value of a line that says something and is no choice. */
export const noChoice = 'none';

const mostOptions = 100;
const patienceMs = 900;

/** What Slack shows for what was typed, within a second; a line that says so where nobody answers, or may. */
export async function choicesFor(
  services: Services,
  { userId, actionId, typed, metadata }: { userId: string; actionId: string; typed: string; metadata: string },
): Promise<PlainTextOption[]> {
  const choose = Object.hasOwn(options, actionId) ? options[actionId] : undefined;
  if (!choose) return [];
  const choosing = async () => {
    const identity = await services.people.identify(userId);
    if (identity.kind === 'Stranger') return [option('Handoff does not know you yet', noChoice)];
    const signal = AbortSignal.timeout(patienceMs);
    return await choose({ ask: services.graph.as(userId), typed: typed.trim(), metadata, signal });
  };
  const failed = (error: unknown) => {
    services.log.warn({ err: error, select: actionId }, 'The choices of a select could not be read.');
    return unanswered;
  };
  const found = await Promise.race([choosing().catch(failed), sleep(patienceMs, unanswered, { ref: false })]);
  return found.slice(0, mostOptions);
}

const unanswered = [option('Handoff does not answer: type again', noChoice)];

function option(text: string, value: string): PlainTextOption {
  return { text: { type: 'plain_text', text: label(text) }, value };
}

function named(title: string, name: string): string {
  return title === name ? name : `${title} (${name})`;
}

function matching(choices: PlainTextOption[], typed: string): PlainTextOption[] {
  const words = typed.toLowerCase();
  return choices.filter(({ text, value }) => `${text.text} ${value}`.toLowerCase().includes(words));
}

function modelIn(metadata: string): string | null {
  try {
    return pickNote.safeParse(JSON.parse(metadata)).data?.model ?? null;
  } catch {
    return null;
  }
}
