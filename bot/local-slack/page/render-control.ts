import { type Html, html } from '@handoff/kit/html';
import { type Element, type Option, type Placed, wordsOf } from '../block-kit.ts';
import { initialValues, keepsState, optionsOf } from '../people/control-state.ts';
import { linkTo } from './mrkdwn.ts';
import { type Context, channelChoices, hiddenWhere, peopleChoices } from './view-context.ts';

/** The name under which a control's value travels in a form. */
export function fieldName({ block, element }: Placed): string {
  return `v:${block.block_id}.${element.action_id}`;
}

/** What names a control in a press: its block and its action. */
export function pressValue({ block, element }: Placed): string {
  return JSON.stringify([block.block_id, element.action_id]);
}

/** Draws a control that acts at once: in a form of its own on messages, inside the one form of a modal. */
export function renderAction(placed: Placed, context: Context): Html {
  const { element } = placed;
  if (element.type === 'image')
    return html`<img class="accessory" src="${element.image_url}" alt="${element.alt_text}">`;
  if (element.url && element.type === 'button')
    return html`<span class="button">${linkTo(element.url, wordsOf(element.text))}</span>`;
  const body = element.type === 'button' ? pressButton(placed, wordsOf(element.text)) : chooser(placed, context);
  if (context.modal) return body;
  const { name, value } = context.place;
  return html`<form method="post" action="/chat/act" class="control">${hiddenWhere(context.where)}<input type="hidden" name="${name}" value="${value}">${body}</form>`;
}

/** A button that tells the app of a control at once. */
export function pressButton(placed: Placed, label: string): Html {
  const { style, accessibility_label: spoken } = placed.element;
  const named = spoken ? html` aria-label="${spoken}"` : html``;
  return html`<button class="button ${style ?? ''}" name="press" value="${pressValue(placed)}" formaction="/chat/act"${named} formnovalidate>${label}</button>`;
}

function chooser(placed: Placed, context: Context): Html {
  const label = wordsOf(placed.element.placeholder) || 'Choose';
  const verb = keepsState(placed.element) ? 'Choose' : 'Go';
  return html`<span class="chooser">${renderInput(placed, context, label)}${pressButton(placed, verb)}</span>`;
}

/** Draws an input of a modal or a menu; `label` is spoken when no visible label names it. */
export function renderInput(placed: Placed, context: Context, label?: string): Html {
  const { element } = placed;
  const name = fieldName(placed);
  const values = context.modal?.typed[name.slice(2)] ?? initialValues(element);
  const wrong = context.modal?.errors[placed.block.block_id ?? ''] !== undefined;
  const invalid = wrong ? html` aria-invalid="true" aria-describedby="error-${placed.block.block_id}"` : '';
  const attributes = html`name="${name}" ${label ? html`aria-label="${label}"` : html`id="${name}"`}${invalid}`;
  const draw = drawers[element.type] ?? selectDrawer;
  return draw({ placed, context, values, attributes });
}

interface Input {
  placed: Placed;
  context: Context;
  values: string[];
  attributes: Html;
}

type Drawer = (input: Input) => Html;

const typed =
  (type: string): Drawer =>
  ({ placed: { element }, values, attributes }) =>
    html`<input type="${type}" ${attributes} value="${values[0]}" placeholder="${wordsOf(element.placeholder)}" ${bounds(element)}>`;

const drawers: Record<string, Drawer> = {
  plain_text_input: input => (input.placed.element.multiline ? area(input) : typed('text')(input)),
  email_text_input: typed('email'),
  url_text_input: typed('url'),
  number_input: typed('number'),
  datepicker: typed('date'),
  timepicker: typed('time'),
  checkboxes: ticks('checkbox'),
  radio_buttons: ticks('radio'),
  external_select: searchable,
  multi_external_select: searchable,
};

function area({ placed: { element }, values, attributes }: Input): Html {
  return html`<textarea rows="4" ${attributes} placeholder="${wordsOf(element.placeholder)}" ${bounds(element)}>${values[0]}</textarea>`;
}

function bounds({
  min_length: least,
  max_length: most,
  min_value: low,
  max_value: high,
  type,
  is_decimal_allowed: decimal,
}: Element): Html {
  return html`${least ? html` minlength="${least}"` : ''}${most ? html` maxlength="${most}"` : ''}${low ? html` min="${low}"` : ''}${high ? html` max="${high}"` : ''}${type === 'number_input' && decimal ? html` step="any"` : ''}`;
}

function ticks(type: 'checkbox' | 'radio'): Drawer {
  return ({ placed, values }) => {
    const name = fieldName(placed);
    const items = optionsOf(placed.element).map(
      option =>
        html`<label class="tick"><input type="${type}" name="${name}" value="${option.value}"${values.includes(option.value) ? html` checked` : ''}> ${option.text.text}</label>`,
    );
    return html`<span class="ticks" role="group" aria-label="${wordsOf(placed.block.label)}">${items}</span>`;
  };
}

function selectDrawer(input: Input): Html {
  const { element } = input.placed;
  if (!element.option_groups) return select(input, options(choicesFor(input), input.values));
  const groups = element.option_groups.map(
    group => html`<optgroup label="${group.label.text}">${options(group.options, input.values)}</optgroup>`,
  );
  return select(input, groups);
}

function select({ placed: { element }, attributes }: Input, inside: Html[]): Html {
  const many = element.type.startsWith('multi_');
  const empty = many
    ? ''
    : html`<option value="">${wordsOf(element.placeholder) || (element.type === 'overflow' ? 'More…' : 'Choose…')}</option>`;
  return html`<select ${attributes}${many ? html` multiple size="4"` : ''}>${empty}${inside}</select>`;
}

function options(choices: Option[], values: string[]): Html[] {
  return choices.map(
    ({ value, text }) =>
      html`<option value="${value}"${values.includes(value) ? html` selected` : ''}>${text.text}</option>`,
  );
}

function choicesFor({ placed: { element }, context: { workspace } }: Input): Option[] {
  if (element.type.endsWith('users_select')) return peopleChoices(workspace);
  if (/(channels|conversations)_select$/.test(element.type)) return channelChoices(workspace);
  return optionsOf(element);
}

/** A select whose choices come from the app: words to look for, a button, and what was found. */
function searchable(input: Input): Html {
  const { placed, context, values } = input;
  const action = placed.element.action_id ?? '';
  const offered = (context.modal?.suggestions ?? context.offered)[action] ?? [];
  const initial = placed.element.initial_option ? [placed.element.initial_option] : [];
  const choices = [...offered, ...initial.filter(option => !offered.some(each => each.value === option.value))];
  const words = context.modal?.typed[`?${fieldName(placed)}`]?.[0] ?? '';
  return html`<span class="search"><input type="search" name="?${fieldName(placed)}" value="${words}" placeholder="Search…" aria-label="Search words">
<button class="button" name="press" value="${pressValue(placed)}" formaction="/chat/suggest" formnovalidate>Search</button>
${select(input, options(choices, values))}</span>`;
}
