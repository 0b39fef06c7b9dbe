import { type Piece, traced, tracedWithin } from '@handoff/kit/trace/trace';
import { deliveryOf } from './delivery.ts';

/** Works on what Slack delivered as the beginning of a trace; of who sent it, and of what they wrote, nothing is told. */
export function tracedDelivery<T>({ body, attempt }: Delivered, work: () => T): T {
  const piece = (): Piece => deliveryPiece(deliveryOf(body)?.kind ?? 'options', attempt);
  return traced(piece, work);
}

function deliveryPiece(kind: string, attempt: number): Piece {
  return {
    name: `process ${kind}`,
    kind: 'CONSUMER',
    from: null,
    attributes: {
      'messaging.system': 'slack',
      'messaging.operation.name': 'process',
      'messaging.operation.type': 'process',
      'messaging.destination.name': kind,
      'handoff.attempt': attempt,
    },
  };
}

/** What Slack delivered, and which try to work on it this is. */
export interface Delivered {
  body: Record<string, unknown>;
  attempt: number;
}

/** Draws a card of the outbox as part of the trace of whatever asked for it. subject: what it shows; only its kind is told. */
export function tracedDraw<T>({ trace, subject, attempt }: Drawn, work: () => T): T {
  const piece = (): Piece => ({
    name: 'process outbox',
    kind: 'CONSUMER',
    from: trace,
    attributes: {
      'messaging.system': 'handoff',
      'messaging.operation.name': 'process',
      'messaging.operation.type': 'process',
      'messaging.destination.name': 'outbox',
      'handoff.subject': subject.split('_')[0] ?? '',
      'handoff.attempt': attempt,
    },
  });
  return traced(piece, work);
}

/** A card that is drawn: what asked for it, what it shows, and which try this is. */
export interface Drawn {
  /** A `traceparent`; null: none is known. */
  trace: string | null;
  subject: string;
  attempt: number;
}

/** Calls Slack as part of what is under way. What is sent is no part of it. */
export function tracedSlack<T>({ url, method }: { url: string; method: string }, call: () => T): T {
  const piece = (): Piece => ({
    name: `POST ${method}`,
    kind: 'CLIENT',
    attributes: {
      'http.request.method': 'POST',
      'url.full': `${url}${method}`,
      'url.template': method,
      'server.address': new URL(url).hostname,
    },
  });
  return tracedWithin(piece, call);
}
