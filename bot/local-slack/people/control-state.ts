import type { Element, Option } from '../block-kit.ts';
import type { ControlState } from '../view.ts';

type Shape = (values: string[], options: Option[]) => Record<string, unknown>;

const one = (values: string[]) => values[0] || null;
const chosen = (value: string, options: Option[]): Option =>
  options.find(option => option.value === value) ?? { text: { type: 'plain_text', text: value }, value };

/** How Slack reports what was entered into each kind of control. */
const shapes: Record<string, Shape> = {
  plain_text_input: values => ({ value: one(values) }),
  email_text_input: values => ({ value: one(values) }),
  url_text_input: values => ({ value: one(values) }),
  number_input: values => ({ value: one(values) }),
  static_select: oneOption,
  external_select: oneOption,
  radio_buttons: oneOption,
  overflow: oneOption,
  multi_static_select: manyOptions,
  multi_external_select: manyOptions,
  checkboxes: manyOptions,
  users_select: values => ({ selected_user: one(values) }),
  multi_users_select: values => ({ selected_users: values }),
  conversations_select: values => ({ selected_conversation: one(values) }),
  multi_conversations_select: values => ({ selected_conversations: values }),
  channels_select: values => ({ selected_channel: one(values) }),
  multi_channels_select: values => ({ selected_channels: values }),
  datepicker: values => ({ selected_date: one(values) }),
  timepicker: values => ({ selected_time: one(values) }),
  datetimepicker: values => ({ selected_date_time: values[0] ? Number(values[0]) : null }),
};

function oneOption([value]: string[], options: Option[]) {
  return { selected_option: value ? chosen(value, options) : null };
}

function manyOptions(values: string[], options: Option[]) {
  return { selected_options: values.map(value => chosen(value, options)) };
}

/** Whether a control keeps a state; buttons and pictures do not. */
export function keepsState(element: Element): boolean {
  return element.type in shapes && element.type !== 'overflow';
}

/** The state of a control holding these values; `offered` are choices the app suggested meanwhile. */
export function stateOf(element: Element, values: string[], offered: Option[] = []): ControlState {
  const shape = shapes[element.type];
  return { type: element.type, ...shape?.(values, [...optionsOf(element), ...offered]) };
}

/** All choices of a control, grouped or not. */
export function optionsOf(element: Element): Option[] {
  return [...(element.options ?? []), ...(element.option_groups ?? []).flatMap(group => group.options)];
}

/** What a control holds before anybody touches it. */
export function initialValues(element: Element): string[] {
  const { initial_option: option, initial_options: options = [] } = element;
  const single = [element.initial_value, element.initial_date, element.initial_time, element.initial_user];
  const place = [element.initial_channel, element.initial_conversation, element.initial_date_time?.toString()];
  const values = [...single, ...place, option?.value, ...options.map(each => each.value)];
  return [...values.filter(value => value !== undefined), ...(element.initial_users ?? [])];
}
