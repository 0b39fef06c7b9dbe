import { decline, declineView } from './decline.ts';
import type { SubmittedView } from './submission.ts';

/** Every modal of the bot, by its callback_id. */
export const views: Readonly<Record<string, SubmittedView>> = { [declineView]: decline };
