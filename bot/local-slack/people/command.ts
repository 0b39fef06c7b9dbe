import type { Core } from '../core.ts';
import { type Delivery, deliver, isAcknowledged } from '../deliver.ts';
import { encodeTyped } from '../escape.ts';
import { isRecord } from '../json.ts';
import { commandPayload } from '../payloads.ts';
import { applyAnswer } from '../response-urls.ts';

/** What a person types, and where. */
export interface Typed {
  userId: string;
  channelId: string;
  text: string;
  /** The message whose thread it goes into. */
  threadTs?: string;
}

/** A person runs a slash command, such as `/handoff find churn`; an answer in the acknowledgement is shown at once. */
export async function runCommand(core: Core, typed: Typed): Promise<Delivery> {
  const [, command = '', rest = ''] = /^(\/\S+)\s*(.*)$/s.exec(typed.text.trim()) ?? [];
  if (command === '') throw new Error(`"${typed.text}" is not a slash command: start it with a slash.`);
  const place = { userId: typed.userId, channelId: typed.channelId };
  const text = encodeTyped(core.workspace, rest, true);
  const payload = commandPayload(core, place, { command, text });
  const delivery = await deliver(core, { kind: 'slash_commands', payload });
  if (!isAcknowledged(delivery)) return delivery;
  const said = typeof delivery.payload === 'string' ? { text: delivery.payload } : delivery.payload;
  if (isRecord(said)) applyAnswer(core.workspace, place, said);
  return delivery;
}
