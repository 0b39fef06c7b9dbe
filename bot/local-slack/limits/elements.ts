import { isRecord } from '../json.ts';
import type { Check } from './check.ts';
import { limits } from './rules.ts';

type Rule = (element: Check) => void;

const selects = ['static_select', 'external_select', 'users_select', 'conversations_select', 'channels_select'];
const manySelects = selects.map(kind => `multi_${kind}`);
const pickers = ['datepicker', 'timepicker', 'datetimepicker', 'radio_buttons', 'checkboxes'];

/** Which elements each place in a block takes. */
export const placesOf = {
  actions: ['button', 'overflow', ...selects, ...manySelects, ...pickers],
  accessory: ['button', 'overflow', 'image', ...selects, ...manySelects, ...pickers],
  input: [
    'plain_text_input',
    'number_input',
    'email_text_input',
    'url_text_input',
    ...selects,
    ...manySelects,
    ...pickers,
  ],
} as const;

const rules: Record<string, Rule> = {
  button: checkButton,
  image: checkImage,
  overflow: element => checkOptions(element, limits.overflowOptions),
  radio_buttons: element => checkOptions(element, limits.listedOptions),
  checkboxes: element => checkOptions(element, limits.listedOptions),
  static_select: checkChoices,
  multi_static_select: checkChoices,
  plain_text_input: checkTextInput,
};

/** Checks one element at a place that takes only certain kinds. */
export function checkElement(element: Check, allowed: readonly string[]): void {
  const kind = String(element.value.type);
  if (!allowed.includes(kind)) {
    element.fail(`unsupported type: ${kind}`, 'type');
    return;
  }
  if (kind !== 'image') element.string('action_id', limits.actionId);
  element.optionalPlain('placeholder', limits.placeholder);
  checkConfirm(element);
  rules[kind]?.(element);
}

/** Checks an image, as a block or as an element: it needs an address and an alternative text. */
export function checkImage(image: Check): void {
  image.string('image_url', limits.url, 1);
  image.string('alt_text', limits.altText, 1);
}

function checkButton(button: Check): void {
  button.text('text', limits.buttonText, { plain: true });
  button.string('value', limits.buttonValue);
  button.string('url', limits.url);
  button.string('accessibility_label', limits.accessibilityLabel);
  if (button.value.style !== undefined) button.oneOf('style', ['primary', 'danger']);
}

function checkTextInput(input: Check): void {
  const { min_length: least = 0, max_length: most = limits.inputLength } = input.value;
  const inRange = (length: unknown) => typeof length === 'number' && length >= 0 && length <= limits.inputLength;
  if (!inRange(least)) input.fail(`must be at most ${limits.inputLength}`, 'min_length');
  if (!inRange(most)) input.fail(`must be at most ${limits.inputLength}`, 'max_length');
  input.string('initial_value', limits.inputLength);
}

function checkChoices(select: Check): void {
  checkInitial(select);
  if (select.value.option_groups === undefined) {
    checkOptions(select, limits.options);
    return;
  }
  for (const group of select.children('option_groups', { least: 1, most: limits.optionGroups })) {
    group.text('label', limits.optionText, { plain: true });
    checkOptions(group, limits.options);
  }
}

/** What is chosen at first must be one of the choices. */
function checkInitial(select: Check): void {
  const { initial_option: initial, options, option_groups: groups } = select.value;
  if (initial === undefined) return;
  const listed = [options, ...(Array.isArray(groups) ? groups.map(group => group?.options) : [])].flat();
  const same = (option: unknown) => isRecord(option) && isRecord(initial) && option.value === initial.value;
  if (!listed.some(same)) select.fail('must be one of the options', 'initial_option');
}

/** Checks the list under `options`: how many, and how long each text and value. */
function checkOptions(holder: Check, most: number): void {
  for (const option of holder.children('options', { least: 1, most })) {
    option.text('text', limits.optionText);
    option.string('value', limits.optionValue, 1);
    option.text('description', limits.optionText, { needed: false });
  }
}

function checkConfirm(element: Check): void {
  const confirm = element.child('confirm', false);
  if (!confirm) return;
  confirm.text('title', limits.confirmTitle, { plain: true });
  confirm.text('text', limits.confirmText);
  confirm.optionalPlain('confirm', limits.confirmButton);
  confirm.optionalPlain('deny', limits.confirmButton);
  if (confirm.value.style !== undefined) confirm.oneOf('style', ['primary', 'danger']);
}
