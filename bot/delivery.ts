/** One thing Slack delivered, by the key that is the same each time it is sent. */
export interface SlackDelivery {
  key: string;
  kind: 'event' | 'command' | 'action' | 'view';
}

type Body = Record<string, unknown>;

/** The key and kind of what Slack delivered; null for what changes nothing and waits for an answer, such as choices. */
export function deliveryOf(body: Body): SlackDelivery | null {
  if (typeof body.event_id === 'string') return { key: `event:${body.event_id}`, kind: 'event' };
  if (typeof body.command === 'string') return keyed('command', body.trigger_id);
  if (body.type === 'shortcut' || body.type === 'message_action') return keyed('action', body.trigger_id);
  if (body.type === 'block_actions') return keyed('action', body.trigger_id ?? actionStamp(body));
  if (body.type === 'view_submission' || body.type === 'view_closed') {
    const trigger = body.type === 'view_submission' ? body.trigger_id : undefined;
    return keyed('view', trigger ?? viewStamp(body));
  }
  return null;
}

function keyed(kind: SlackDelivery['kind'], id: unknown): SlackDelivery | null {
  return typeof id === 'string' && id !== '' ? { key: `${kind}:${id}`, kind } : null;
}

function actionStamp({ actions, user }: Body): string | undefined {
  const [first] = Array.isArray(actions) ? (actions as Body[]) : [];
  const who = (user as Body | undefined)?.id;
  return first?.action_ts === undefined ? undefined : `${String(first.action_ts)}:${String(who)}`;
}

function viewStamp({ view, type }: Body): string | undefined {
  const { id, hash } = (view ?? {}) as Body;
  return id === undefined ? undefined : `${String(type)}:${String(id)}:${String(hash)}`;
}
