import type { RespondFn } from '@slack/bolt';
import type { Shown } from '../cards/blocks.ts';
import { deliveryOf } from '../delivery.ts';
import type { Services } from '../services.ts';
import { whisper } from './visit.ts';

/** The delivery's key and the number of the try, as the intake passes them on. */
export function triedAs(body: object, context: Record<string, unknown>): { key: string; attempt: number } {
  const key = deliveryOf(body as Record<string, unknown>)?.key ?? '';
  return { key: `slack:${key}`, attempt: Number(context.attempt ?? 1) };
}

/** Who is answered, and where. */
export interface ReplyPlace {
  respond: RespondFn | undefined;
  userId: string;
  channel: string | null;
}

/** Answers one person by the address Slack gave for it; when that is too old, in the channel for them alone. */
export async function replyWith(
  { live }: Services,
  { respond, userId, channel }: ReplyPlace,
  shown: Shown,
): Promise<void> {
  const answered = respond
    ? await respond({ response_type: 'ephemeral', replace_original: false, ...shown }).then(
        () => true,
        () => false,
      )
    : false;
  if (!answered) await whisper(live, { userId, channel }, shown);
}
