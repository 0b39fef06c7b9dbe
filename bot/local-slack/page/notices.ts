import { type Delivery, isAcknowledged } from '../deliver.ts';

/** What the page tells a person when something did not work, by the code in its address. */
export const notices = {
  'no-answer': 'Handoff did not answer within 3 seconds.',
  'not-reached': 'Handoff could not be reached: it is not running, or has not connected yet.',
  failed: 'Handoff answered with an error.',
  gone: 'That control is no longer there: the message has changed meanwhile.',
  'unknown-command': 'There is no such command here. Try /handoff help.',
  choose: 'Choose something first.',
} as const;

/** The code of a notice. */
export type Notice = keyof typeof notices;

/** The words behind a code; undefined when there is no such code. */
export function noticeText(code: string | null): string | undefined {
  return Object.entries(notices).find(([known]) => known === code)?.[1];
}

/** What a delivery that went wrong is called; undefined when it went well. */
export function noticeOf(delivery: Delivery): Notice | undefined {
  if (isAcknowledged(delivery)) return undefined;
  if (delivery.status > 0) return 'failed';
  return delivery.error === 'http_timeout' ? 'no-answer' : 'not-reached';
}
