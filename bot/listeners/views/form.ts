import type { ViewOutput } from '@slack/bolt';
import type { KnownBlock, ModalView } from '@slack/types';
import { z } from 'zod';
import { context, type Shown } from '../../cards/blocks.ts';
import { type Pressed, pressedShape } from '../../cards/pressed.ts';
import { plain } from '../../cards/say.ts';
import type { Ask } from '../../graph.ts';
import { strangerMessage } from '../../people.ts';
import type { Services } from '../../services.ts';
import { clean } from '../../text.ts';
import type { CardAction } from '../actions/on-card.ts';
import type { Press } from '../actions/press.ts';
import { settle } from '../actions/settle.ts';
import type { Outcome } from '../outcome.ts';
import { openWhenReady, type Prepared } from './ready.ts';
import type { Submission, SubmittedView } from './submission.ts';

/** A form that a card's button opens, to change the card's thing. */
export interface CardForm {
  callbackId: string;
  /** At most 24 characters; it stands at the top and on the button that sends the form. */
  title: string;
  /** The inputs, or what reads what they show first; a sentence where there is nothing to fill in. */
  inputs: KnownBlock[] | ((ask: Ask, about: Pressed) => Promise<KnownBlock[] | Shown>);
  /** Complaints by block_id; null when there are none. */
  check: SubmittedView['check'];
  /** Makes the change, as who sent the form; null when they have been told already why not. */
  change: (services: Services, submission: Submission, about: Pressed) => Promise<Outcome | null>;
}

const metadata = z.object({
  about: pressedShape,
  surface: z.enum(['message', 'ephemeral', 'home']),
  channel: z.string().nullable(),
  ts: z.string().nullable(),
  responseUrl: z.string().nullable(),
});

/** What a button does that opens a form. */
export function opens(form: CardForm): CardAction {
  return async (services, press, about) => {
    const { live } = services;
    const { inputs, callbackId, title } = form;
    const ask = services.graph.as(press.userId);
    const preparing = typeof inputs === 'function' ? inputs(ask, about) : Promise.resolve(below(press, about, inputs));
    const opened = await openWhenReady({
      ...{ live, triggerId: press.triggerId, form: { callbackId, title }, waiting: 'One moment: this is being read.' },
      preparing: preparing.then(found => prepared(modal(form, press, about), found)),
    });
    if (opened === 'late')
      await press.reply(plain('The form could not be opened in time. Please press the button again.'));
    else if (opened !== 'opened') await press.reply(opened);
  };
}

/**
 * A form covers the card it was opened from, on a phone all of it: what it is about stands above what is asked. A list
 * speaks of other things too, and is not repeated.
 */
function below({ said }: Press, { from }: Pressed, inputs: KnownBlock[]): KnownBlock[] {
  return said && from === undefined ? [context(said), ...inputs] : inputs;
}

function prepared(view: ModalView, found: KnownBlock[] | Shown): Prepared {
  return Array.isArray(found) ? { kind: 'Form', view: { ...view, blocks: found } } : { kind: 'Said', shown: found };
}

function modal({ callbackId, title }: CardForm, press: Press, about: Pressed): ModalView {
  const { surface, channel, ts, responseUrl } = press;
  const noted: z.infer<typeof metadata> = { about, surface, channel, ts, responseUrl };
  return {
    type: 'modal',
    callback_id: callbackId,
    private_metadata: JSON.stringify(noted),
    title: { type: 'plain_text', text: title },
    submit: { type: 'plain_text', text: title },
    close: { type: 'plain_text', text: 'Cancel' },
    blocks: [],
  };
}

/** What happens when such a form is sent. */
export function submitted({ check, change }: CardForm): SubmittedView {
  return {
    check,
    run: async (services, submission) => {
      const { view, userId, key, reply } = submission;
      const identity = await services.people.identify(userId);
      if (identity.kind === 'Stranger') return await reply(plain(strangerMessage(identity)));
      const noted = metadata.safeParse(JSON.parse(view.private_metadata));
      if (!noted.success) return await reply(plain('This form is out of date. Please press the button again.'));
      const { about, ...at } = noted.data;
      const outcome = await change(services, submission, about);
      if (outcome) await settle(services, { about, pressed: { userId, key, at, from: about.from }, reply }, outcome);
    },
  };
}

/** An input for a few sentences, under its name as block_id and action_id. hint: what to mind, below it. */
export function textInput(name: string, label: string, hint?: string): KnownBlock {
  return {
    type: 'input',
    block_id: name,
    label: { type: 'plain_text', text: label },
    ...(hint !== undefined && { hint: { type: 'plain_text', text: hint } }),
    element: { type: 'plain_text_input', action_id: name, multiline: true, max_length: 1000 },
  };
}

/** What was typed into such an input, without what nobody sees. */
export function typedIn({ state }: ViewOutput, name: string): string {
  return clean(state.values[name]?.[name]?.value ?? '').trim();
}

/** The choice that was made in a select of this name; empty when none was. */
export function chosenIn({ state }: ViewOutput, name: string): string {
  return state.values[name]?.[name]?.selected_option?.value ?? '';
}

/** Complains when such an input holds nothing but spaces. */
export function needsText(name: string, complaint: string): SubmittedView['check'] {
  return view => (typedIn(view, name) === '' ? { [name]: complaint } : null);
}
