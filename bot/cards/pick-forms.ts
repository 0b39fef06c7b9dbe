import type { InputBlock, ModalView } from '@slack/types';
import { z } from 'zod';
import { label } from '../text.ts';
import type { FormName } from './notice-form.ts';

/** What the selects ask the bot for, by action_id. */
export const pickActions = {
  model: 'pick:model',
  version: 'pick:version',
  environment: 'pick:environment',
  role: 'pick:role',
  principal: 'pick:principal',
} as const;

/** What the forms remember: where they were asked for, and the model that was chosen, whose versions are offered. */
export const pickNote = z.object({ channel: z.string().nullable(), model: z.string().nullable() });
export type PickNote = z.infer<typeof pickNote>;

interface PickForm extends FormName {
  /** On the button that sends it; at most 24 characters. */
  submit: string;
  inputs: (note: PickNote) => InputBlock[];
}

/** The forms in which everything is chosen, by what they are for. */
export const pickForms = {
  find: {
    ...{ callbackId: 'pick:find', title: 'Look up a model', submit: 'Show it' },
    inputs: () => [select('model', 'Which model?', 'Search by name, title or words')],
  },
  promote: {
    ...{ callbackId: 'pick:promote', title: 'Promote', submit: 'Next' },
    inputs: note => [
      model,
      versionOf(note, 'Which version?'),
      select('environment', 'Where to?', 'Choose an environment'),
    ],
  },
  handover: {
    ...{ callbackId: 'pick:handover', title: 'Hand over', submit: 'Offer it' },
    inputs: note => [
      model,
      versionOf(note, 'Which version?'),
      select('principal', 'To whom?', 'Search for a person or a team'),
      text('note', 'What should they know?'),
    ],
  },
  assign: {
    ...{ callbackId: 'pick:assign', title: 'Ask to answer for it', submit: 'Ask' },
    inputs: () => [
      model,
      select('role', 'In which role?', 'Choose a role'),
      select('principal', 'Whom?', 'Search for a person or a team'),
      text('note', 'What exactly would they answer for?'),
    ],
  },
} as const satisfies Record<string, PickForm>;

export type PickName = keyof typeof pickForms;

/** One of the forms, with what is known already. */
export function pickForm(name: PickName, note: PickNote): ModalView {
  const { callbackId, title, submit, inputs }: PickForm = pickForms[name];
  return {
    type: 'modal',
    callback_id: callbackId,
    private_metadata: JSON.stringify(note),
    title: { type: 'plain_text', text: title },
    submit: { type: 'plain_text', text: submit },
    close: { type: 'plain_text', text: 'Cancel' },
    blocks: inputs(note),
  };
}

/** The form with this callback_id; undefined when it is none of these. */
export function pickFormOf(callbackId: string | undefined): PickName | undefined {
  return (Object.keys(pickForms) as PickName[]).find(name => pickForms[name].callbackId === callbackId);
}

/** The block_id of the versions of a model: another one for another model, so that what was chosen is gone. */
export function versionBlock(model: string | null): string {
  return `version:${model ?? ''}`;
}

type Kind = keyof typeof pickActions;

function select(kind: Kind, words: string, placeholder: string): InputBlock {
  return {
    type: 'input',
    block_id: kind,
    label: { type: 'plain_text', text: words },
    element: {
      ...{ type: 'external_select', action_id: pickActions[kind], min_query_length: 0 },
      placeholder: { type: 'plain_text', text: label(placeholder, 150) },
    },
  };
}

/** Choosing a model is told at once: the versions that are offered follow. */
const model: InputBlock = {
  ...select('model', 'Which model?', 'Search by name, title or words'),
  dispatch_action: true,
};

function versionOf({ model: chosen }: PickNote, words: string): InputBlock {
  const placeholder = chosen === null ? 'Choose the model first' : 'Choose a version';
  return { ...select('version', words, placeholder), block_id: versionBlock(chosen) };
}

function text(name: string, words: string): InputBlock {
  return {
    type: 'input',
    block_id: name,
    optional: true,
    label: { type: 'plain_text', text: words },
    element: { type: 'plain_text_input', action_id: name, multiline: true, max_length: 1000 },
  };
}
