import type { InputBlock } from '@slack/types';
import { type ReportGapView, reportKinds } from '../../answers/report.ts';
import { nameOf } from '../../cards/names.ts';
import { pickActions } from '../../cards/pick-forms.ts';
import { plain, refusal } from '../../cards/say.ts';
import { parse } from '../../parse.ts';
import { label, safe } from '../../text.ts';
import { noChoice } from '../options/options.ts';
import { type CardForm, chosenIn, typedIn } from './form.ts';

/** Asks whom to ask for something that a report found missing. */
export const askForGapForm: CardForm = {
  callbackId: 'report:ask-for',
  title: 'Ask for it',
  inputs: async (ask, { id, from = '' }) => {
    const parsed = parse(from);
    if (parsed.kind !== 'Command' || parsed.command.verb !== 'report') return plain('This card is out of date.');
    const { kind, version } = parsed.command;
    const { report } = await ask('ReadReport', { kind: reportKinds[kind], model: id, version });
    const gaps = (report?.gaps ?? []).filter(({ model, point }) => model?.id === id && point.length <= 75);
    if (gaps.length === 0) return plain('Nothing is missing any more, or it cannot be read just now.');
    return [gapInput(gaps), whom, untilInput, noteInput];
  },
  check: complaints,
  change: async ({ graph }, { view, userId, key, reply }, { id }) => {
    const input = { model: id, point: chosenIn(view, 'point'), toId: principalIn(view), dueAt: dueIn(view) };
    const more = { note: typedIn(view, 'note') || null, idempotencyKey: key };
    const { assignGap } = await graph.as(userId)('AssignGap', { input: { ...input, ...more } });
    if (assignGap?.problem) await reply(refusal(assignGap.problem));
    else await reply(plain(`${nameOf(assignGap?.gap?.to ?? null)} was asked: ${safe(assignGap?.gap?.missing ?? '')}`));
    return null;
  },
};

function complaints(view: Sent): Record<string, string> | null {
  if (chosenIn(view, 'point') === '') return { point: 'Choose what is missing.' };
  const to = principalIn(view);
  if (to === '' || to === noChoice) return { principal: 'Choose whom to ask.' };
  const dueAt = dueIn(view);
  return dueAt !== null && Date.parse(dueAt) <= Date.now() ? { due: 'Choose a day to come.' } : null;
}

type Sent = Parameters<typeof chosenIn>[0];

function principalIn({ state }: Sent): string {
  return state.values.principal?.[pickActions.principal]?.selected_option?.value ?? '';
}

/** The end of the day that was chosen, in UTC; null: none was. */
function dueIn({ state }: Sent): string | null {
  const day = state.values.due?.due?.selected_date;
  return day ? `${day}T23:59:59Z` : null;
}

/** Each point once, as it is missing; Slack takes a hundred. */
function gapInput(gaps: readonly ReportGapView[]): InputBlock {
  const points = new Map(gaps.map(gap => [gap.point, gap]));
  const options = [...points.values()].slice(0, 100).map(({ point, missing }) => ({
    text: { type: 'plain_text' as const, text: label(missing) },
    value: point,
  }));
  return {
    type: 'input',
    block_id: 'point',
    label: { type: 'plain_text', text: 'What is missing?' },
    element: { type: 'static_select', action_id: 'point', options },
  };
}

const whom: InputBlock = {
  type: 'input',
  block_id: 'principal',
  label: { type: 'plain_text', text: 'Whom to ask?' },
  hint: { type: 'plain_text', text: 'Somebody who can tell it: the report names them.' },
  element: {
    ...{ type: 'external_select', action_id: pickActions.principal, min_query_length: 0 },
    placeholder: { type: 'plain_text', text: 'Search for a person or a team' },
  },
};

const untilInput: InputBlock = {
  type: 'input',
  block_id: 'due',
  optional: true,
  label: { type: 'plain_text', text: 'By when?' },
  element: { type: 'datepicker', action_id: 'due' },
};

const noteInput: InputBlock = {
  type: 'input',
  block_id: 'note',
  optional: true,
  label: { type: 'plain_text', text: 'What should they know?' },
  element: { type: 'plain_text_input', action_id: 'note', multiline: true, max_length: 1000 },
};
