import type { ActionsBlockElement, Button, ConfirmationDialog, KnownBlock } from '@slack/types';
import { label, literal, safeLine, shorten } from '../text.ts';

/** What is shown in Slack: blocks, and one full sentence for those who see none. */
export interface Shown {
  text: string;
  blocks: KnownBlock[];
}

/** A paragraph in Slack's markup; everything from outside in it must be safe already. */
export function section(markup: string): KnownBlock {
  return { type: 'section', text: { type: 'mrkdwn', text: shorten(markup, 3000), verbatim: true } };
}

/** Small print under a card. */
export function context(markup: string): KnownBlock {
  return { type: 'context', elements: [{ type: 'mrkdwn', text: shorten(markup, 2000), verbatim: true }] };
}

/** A title in plain text from outside. */
export function header(text: string): KnownBlock {
  return { type: 'header', text: { type: 'plain_text', text: label(text, 150), emoji: false } };
}

/** A row of controls. */
export function controls(elements: ActionsBlockElement[]): KnownBlock[] {
  return elements.length === 0 ? [] : [{ type: 'actions', elements }];
}

interface ButtonOptions {
  action: string;
  /** At most 2000 characters. */
  value?: string;
  style?: 'primary' | 'danger';
  url?: string;
  /** What a screen reader says instead of the label, at most 75 characters. */
  spoken?: string;
  /** What Slack asks before the press counts. */
  confirm?: ConfirmationDialog;
}

/** A button. */
export function button(text: string, { action, value, style, url, spoken, confirm }: ButtonOptions): Button {
  return {
    type: 'button',
    action_id: action,
    text: { type: 'plain_text', text: label(text), emoji: false },
    ...(value !== undefined && { value }),
    ...(style && { style }),
    ...(url !== undefined && url.length <= 3000 && { url }),
    ...(spoken !== undefined && { accessibility_label: label(spoken) }),
    ...(confirm && { confirm }),
  };
}

/** A question before a press counts. text: plain, from outside or not. yes: what pressing on says. */
export function confirmation(title: string, text: string, yes: string): ConfirmationDialog {
  const plain = (words: string, most: number) => ({ type: 'plain_text' as const, text: label(words, most) });
  return { title: plain(title, 100), text: plain(text, 300), confirm: plain(yes, 30), deny: plain('Cancel', 30) };
}

/** A name from outside in bold. */
export function bold(text: string, most = 200): string {
  return `*${safeLine(text, most)}*`;
}

/** A word from outside as code; ticks in it cannot end the code. */
export function code(text: string, most = 60): string {
  return `\`${literal(text, most).replace(/`/g, 'ˋ')}\``;
}

/** A link to an address from outside, or null when it is no web address. */
export function link(url: string, words: string): string | null {
  if (!URL.canParse(url)) return null;
  const { protocol, href } = new URL(url);
  if (!['http:', 'https:'].includes(protocol) || href.length > 2000) return null;
  const address = href.replace(/\|/g, '%7C').replace(/&/g, '&amp;').replace(/</g, '%3C').replace(/>/g, '%3E');
  return `<${address}|${safeLine(words).replace(/\|/g, '∣')}>`;
}

/** As many of these groups, from the first on, as fit into `most` characters of what is sent to Slack. */
export function groupsThatFit(groups: readonly KnownBlock[][], most: number): KnownBlock[][] {
  let length = 0;
  const end = groups.findIndex(group => {
    length += JSON.stringify(group).length;
    return length > most;
  });
  return end < 0 ? [...groups] : groups.slice(0, end);
}
