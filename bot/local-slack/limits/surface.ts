import { checkBlocks } from './blocks.ts';
import { Check } from './check.ts';
import { limits } from './rules.ts';

/** What Slack would complain about in a message's text and blocks; empty when nothing. */
export function checkMessage(message: Record<string, unknown>): string[] {
  const check = new Check(message);
  if (message.blocks !== undefined) checkBlocks(check, 'message');
  return check.complaints;
}

/** Slack's name for what is too long in a message as a whole; undefined when nothing is. */
export function tooLong(message: Record<string, unknown>): 'msg_too_long' | 'msg_blocks_too_long' | undefined {
  if (typeof message.text === 'string' && message.text.length > limits.messageText) return 'msg_too_long';
  const blocks = message.blocks === undefined ? 0 : JSON.stringify(message.blocks).length;
  return blocks > limits.messageBlocks ? 'msg_blocks_too_long' : undefined;
}

/** What Slack would complain about in a modal or home tab; empty when nothing. */
export function checkView(view: unknown): string[] {
  const check = new Check(view);
  check.oneOf('type', ['modal', 'home']);
  checkBlocks(check, check.value.type === 'home' ? 'home' : 'modal');
  check.string('callback_id', limits.callbackId);
  check.string('private_metadata', limits.privateMetadata);
  if (check.value.type === 'modal') checkModal(check);
  return check.complaints;
}

function checkModal(view: Check): void {
  view.text('title', limits.viewTitle, { plain: true });
  view.optionalPlain('submit', limits.viewButton);
  view.optionalPlain('close', limits.viewButton);
  const blocks = Array.isArray(view.value.blocks) ? view.value.blocks : [];
  const asks = blocks.some(block => block?.type === 'input');
  if (asks && view.value.submit === undefined) view.fail('a modal with an input block needs a submit button', 'submit');
}
