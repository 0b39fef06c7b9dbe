import type { ModalView } from '@slack/types';
import type { WebClient } from '@slack/web-api';
import { retryAfterSeconds, slackError } from '../../clients.ts';

const tooLate = ['expired_trigger_id', 'exchanged_trigger_id', 'invalid_trigger_id'];

/** Opens a modal and answers its id; null when the right to do so had run out. Throws what else goes wrong. */
export async function openModal(live: WebClient, triggerId: string, view: ModalView): Promise<string | null> {
  try {
    const opened = await live.views.open({ trigger_id: triggerId, view });
    return opened.view?.id ?? null;
  } catch (error) {
    if (retryAfterSeconds(error) === null && !tooLate.includes(slackError(error) ?? '')) throw error;
    return null;
  }
}
