import { modelList } from '../../cards/model.ts';
import { type PickName, pickForm } from '../../cards/pick-forms.ts';
import { plain } from '../../cards/say.ts';
import { strangerMessage } from '../../people.ts';
import type { Services } from '../../services.ts';
import { unescaped } from '../../text.ts';
import { openModal } from '../views/open.ts';
import type { Visit } from '../visit.ts';

/** A shortcut that somebody used. */
export interface Use extends Visit {
  triggerId: string;
  /** The text of the message it was used on; empty for one that is used anywhere. */
  text: string;
}

/** A shortcut as it is announced to Slack, and what it does. name: at most 24 characters. */
export interface Shortcut {
  name: string;
  type: 'global' | 'message';
  description: string;
  run: (services: Services, use: Use) => Promise<void>;
}

/** Every shortcut of the bot, by its callback_id; the manifest is made from it. */
export const shortcuts: Readonly<Record<string, Shortcut>> = {
  'shortcut:find': global('Look up a model', 'What a model is, and who answers for it', 'find'),
  'shortcut:promote': global('Promote a version', 'See what changes, then ask for it to go live', 'promote'),
  'shortcut:handover': global('Hand over a version', 'Offer a version to who will run it', 'handover'),
  'shortcut:assign': global('Ask someone to answer', 'Ask somebody to take a role for a model', 'assign'),
  'message:find': {
    ...{ name: 'Models named here', type: 'message', description: 'Look up the models that this message names' },
    run: findNamed,
  },
};

function global(name: string, description: string, form: PickName): Shortcut {
  return {
    ...{ name, description, type: 'global' },
    run: async ({ live }, { triggerId, reply }) => {
      const opened = await openModal(live, triggerId, pickForm(form, { channel: null, model: null }));
      if (opened === null) await reply(plain('The form could not be opened in time. Please try again.'));
    },
  };
}

const mostNames = 40;

/** Looks up every model whose name stands in a message. */
async function findNamed({ people, graph }: Services, { userId, text, reply }: Use): Promise<void> {
  const identity = await people.identify(userId);
  if (identity.kind === 'Stranger') return await reply(plain(strangerMessage(identity)));
  const names = namesIn(text);
  const search = `name IN (${names.map(name => `'${name}'`).join(', ')})`;
  const found = names.length > 0 ? await graph.as(userId)('FindModels', { search, first: 10 }) : null;
  const models = found?.models;
  await reply(models && models.totalCount > 0 ? modelList(models, null) : plain(noneNamed));
}

const noneNamed = 'This message names no model that you can see. Look for one with `/handoff find`.';

/** The words of a message that could be the name of a model, each once. */
function namesIn(text: string): string[] {
  const words =
    unescaped(text)
      .toLowerCase()
      .match(/[a-z0-9][a-z0-9._/-]{1,126}[a-z0-9]/g) ?? [];
  return [...new Set(words)].slice(0, mostNames);
}
