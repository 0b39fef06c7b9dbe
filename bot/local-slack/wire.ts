import { isRecord, textOf } from './json.ts';
import { touch, type WireEntry, type Workspace } from './workspace.ts';

const kept = 200;

/** Notes what went over the wire; the oldest are forgotten. */
export function noteWire(workspace: Workspace, entry: Omit<WireEntry, 'number' | 'at'>): void {
  const number = (workspace.wire.at(-1)?.number ?? 0) + 1;
  workspace.wire.push({ number, at: workspace.now(), ...entry });
  if (workspace.wire.length > kept) workspace.wire.shift();
  touch(workspace);
}

/** What was delivered, in a few words. */
export function nameOfDelivery(kind: string, payload: Record<string, unknown>): string {
  if (kind === 'slash_commands') return `command ${textOf(payload.command)} ${textOf(payload.text)}`.trim();
  const { event, view, actions, type } = payload;
  if (isRecord(event)) return `event ${textOf(event.type)}`;
  const [first] = Array.isArray(actions) ? actions : [];
  const about = isRecord(first) ? first.action_id : isRecord(view) ? view.callback_id : undefined;
  return `${textOf(type)} ${textOf(payload.action_id ?? payload.callback_id ?? about)}`.trim();
}
