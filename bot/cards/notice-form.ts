import type { ModalView } from '@slack/types';
import { label } from '../text.ts';

/** The end of the callback_id of a form that only says something. */
const suffix = ':notice';

/** A form as it is named: what it is about, and its title of at most 24 characters. */
export interface FormName {
  callbackId: string;
  title: string;
}

/** What stands in a form's place while the graph is asked, or when there is nothing to fill in. text: plain. */
export function noticeForm({ callbackId, title }: FormName, text: string): ModalView {
  return {
    type: 'modal',
    callback_id: `${callbackId}${suffix}`,
    title: { type: 'plain_text', text: title },
    close: { type: 'plain_text', text: 'Close' },
    blocks: [{ type: 'section', text: { type: 'plain_text', text: label(text, 2900), emoji: false } }],
  };
}
