/** A text object of Block Kit: plain text or Slack's own light markup. */
export interface TextObject {
  type: 'plain_text' | 'mrkdwn';
  text: string;
}

/** One choice of a select, an overflow menu, radio buttons or checkboxes. */
export interface Option {
  text: TextObject;
  value: string;
  description?: TextObject;
}

/** A titled group of choices. */
export interface OptionGroup {
  label: TextObject;
  options: Option[];
}

/** The question Slack asks before it delivers a press. */
export interface Confirm {
  title: TextObject;
  text: TextObject;
  confirm: TextObject;
  deny: TextObject;
  style?: string;
}

/** A control or a picture inside a block; `text` is a plain string inside context blocks. */
export interface Element {
  type: string;
  action_id?: string;
  text?: TextObject | string;
  value?: string;
  url?: string;
  style?: string;
  accessibility_label?: string;
  confirm?: Confirm;
  placeholder?: TextObject;
  options?: Option[];
  option_groups?: OptionGroup[];
  initial_option?: Option;
  initial_options?: Option[];
  initial_value?: string;
  initial_date?: string;
  initial_time?: string;
  initial_date_time?: number;
  initial_user?: string;
  initial_users?: string[];
  initial_channel?: string;
  initial_conversation?: string;
  min_query_length?: number;
  min_length?: number;
  max_length?: number;
  min_value?: string;
  max_value?: string;
  is_decimal_allowed?: boolean;
  multiline?: boolean;
  image_url?: string;
  alt_text?: string;
}

/** A cell of a table block. */
export interface Cell {
  type: string;
  text?: string;
  value?: number;
  elements?: unknown[];
}

/** The drawing inside a data_visualization block. */
export interface Chart {
  type: 'line' | 'bar' | 'area' | 'pie';
  segments?: { label: string; value: number }[];
  series?: { name: string; data: { label: string; value: number }[] }[];
  axis_config?: { categories: string[]; x_label?: string; y_label?: string };
}

/** A block of any known kind; the limits say which fields its kind carries. */
export interface Block {
  type: string;
  block_id?: string;
  text?: TextObject;
  fields?: TextObject[];
  elements?: Element[];
  accessory?: Element;
  element?: Element;
  label?: TextObject;
  hint?: TextObject;
  optional?: boolean;
  /** Of an input: the app hears of each choice at once. */
  dispatch_action?: boolean;
  image_url?: string;
  alt_text?: string;
  title?: TextObject | string;
  rows?: Cell[][];
  column_settings?: ({ align?: string; is_wrapped?: boolean } | null)[];
  chart?: Chart;
}

/** A control together with the block it stands in. */
export interface Placed {
  block: Block;
  element: Element;
}

/** All controls of some blocks, in reading order. */
export function controlsOf(blocks: readonly Block[]): Placed[] {
  return blocks.flatMap(block =>
    elementsOf(block)
      .filter(element => element.action_id !== undefined)
      .map(element => ({ block, element })),
  );
}

function elementsOf(block: Block): Element[] {
  const single = [block.accessory, block.element].filter(element => element !== undefined);
  return [...(block.elements ?? []), ...single];
}

/** The words of a text object or of a plain string; empty when there are none. */
export function wordsOf(text: TextObject | string | undefined): string {
  return typeof text === 'string' ? text : (text?.text ?? '');
}
