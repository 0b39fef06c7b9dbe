import type { BlockAction } from '@slack/bolt';
import type { Shown } from '../../cards/blocks.ts';
import type { Visit } from '../visit.ts';

/** What a control stood on: a message all see, one for one person, or the home tab. */
export type Surface = 'message' | 'ephemeral' | 'home';

/** The form a control stood in. */
export interface PressedForm {
  viewId: string;
  callbackId: string;
  /** Its private_metadata. */
  metadata: string;
}

/** Where a control was pressed. */
export interface PressedAt {
  surface: Surface;
  /** Null on the home tab. */
  channel: string | null;
  /** The message's timestamp; null on the home tab. */
  ts: string | null;
  /** The address that changes what was pressed, where it is a message for one person; good for half an hour. */
  responseUrl: string | null;
}

/** A control somebody pressed. */
export interface Press extends Visit, PressedAt {
  /** The message in one sentence, as Slack shows it where there is no room for blocks; null on the home tab. */
  said: string | null;
  actionId: string;
  value: string | undefined;
  /** The right to open a modal, for three seconds. */
  triggerId: string;
  /** Null where it stood in no form. */
  form: PressedForm | null;
  /** Shows something to the whole channel; a no-op on the home tab. */
  share: (shown: Shown) => Promise<void>;
}

/** The form that a control stood in; null where it was none. */
export function formOf({ view }: BlockAction): PressedForm | null {
  if (view?.type !== 'modal') return null;
  return { viewId: view.id, callbackId: view.callback_id, metadata: view.private_metadata };
}

/** What kind of place a press came from. */
export function surfaceOf({ container, view, message }: BlockAction): Surface {
  if (view) return 'home';
  return container?.is_ephemeral || !message ? 'ephemeral' : 'message';
}
