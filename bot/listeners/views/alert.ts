import type { ViewOutput } from '@slack/bolt';
import type { PlainTextOption } from '@slack/types';
import { ofAlert } from '../outcome.ts';
import { type CardForm, needsText, textInput, typedIn } from './form.ts';

const option = (text: string, minutes: number): PlainTextOption => ({
  text: { type: 'plain_text', text },
  value: String(minutes),
});
const twoHours = option('2 hours', 120);
const spans = [option('30 minutes', 30), twoHours, option('8 hours', 480), option('24 hours', 1440)];

/** Asks for how long an alert shall be quiet, and why. */
export const silenceForm: CardForm = {
  callbackId: 'alert:silence',
  title: 'Silence',
  inputs: [
    {
      type: 'input',
      block_id: 'minutes',
      label: { type: 'plain_text', text: 'For how long?' },
      element: { type: 'static_select', action_id: 'minutes', options: spans, initial_option: twoHours },
    },
    textInput('reason', 'Why?'),
  ],
  check: view => {
    if (!(minutesIn(view) > 0)) return { minutes: 'Choose how long.' };
    return needsText('reason', 'Say in a few words why, for those who wonder.')(view);
  },
  change: async ({ graph }, { view, userId, key }, { id }) => {
    const input = { alertId: id, minutes: minutesIn(view), reason: typedIn(view, 'reason'), idempotencyKey: key };
    return ofAlert((await graph.as(userId)('Silence', { input })).silenceAlert);
  },
};

function minutesIn({ state }: ViewOutput): number {
  return Number(state.values.minutes?.minutes?.selected_option?.value ?? 0);
}

/** Asks what was done about an alert. */
export const resolveForm: CardForm = {
  callbackId: 'alert:resolve',
  title: 'Resolve',
  inputs: [textInput('note', 'What was it, and what was done?')],
  check: needsText('note', 'Say in a few words what was done, for the next time.'),
  change: async ({ graph }, { view, userId, key }, { id }) => {
    const input = { alertId: id, note: typedIn(view, 'note'), idempotencyKey: key };
    return ofAlert((await graph.as(userId)('Resolve', { input })).resolveAlert);
  },
};
