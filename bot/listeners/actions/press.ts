import type { BlockAction } from '@slack/bolt';
import type { Shown } from '../../cards/blocks.ts';
import type { Visit } from '../visit.ts';

/** What kind of message or view a control stood on; a list shows several things, each with its controls. */
export type Surface = 'card' | 'list' | 'ephemeral' | 'home';

/** A control somebody pressed. */
export interface Press extends Visit {
  actionId: string;
  value: string | undefined;
  /** The right to open a modal, for three seconds. */
  triggerId: string;
  surface: Surface;
  /** Null on the home tab. */
  channel: string | null;
  /** The message's timestamp; null on the home tab. */
  ts: string | null;
  /** Changes what was pressed where it is an ephemeral message. */
  replace: (shown: Shown) => Promise<void>;
  /** Shows something to the whole channel; a no-op on the home tab. */
  share: (shown: Shown) => Promise<void>;
}

/** What kind of place a press came from. */
export function surfaceOf({ container, view, message }: BlockAction): Surface {
  if (view) return 'home';
  if (container?.is_ephemeral || !message) return 'ephemeral';
  const blocks = message.blocks as { type: string }[] | undefined;
  return blocks?.[0]?.type === 'header' ? 'list' : 'card';
}
