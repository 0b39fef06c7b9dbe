import type { Core } from '../core.ts';

/** One call: the shared state and the arguments as the app sent them. */
export interface Call {
  core: Core;
  args: Record<string, unknown>;
}

/** What a method answers; `ratelimited` carries the seconds to wait and travels as HTTP 429. */
export type ApiAnswer =
  | ({ ok: true } & Record<string, unknown>)
  | ({ ok: false; error: string; retryAfterSeconds?: number } & Record<string, unknown>);

/** One method of the Web API. */
export interface Method {
  /** The scope a call needs; it may depend on what is asked for. */
  scope?: string | ((call: Call) => string);
  /** Whether it wants the app-level token instead of the bot's. */
  appToken?: boolean;
  /** How often it may be called in a minute; left out: as often as one likes. */
  perMinute?: number;
  /** Whether people can see what it does. */
  changes?: boolean;
  run: (call: Call) => ApiAnswer;
}

/** An answer that says what is wrong, in Slack's words. */
export function refuse(error: string, more: Record<string, unknown> = {}): ApiAnswer {
  return { ok: false, error, ...more };
}

/** The refusal of blocks or a view, with each complaint. */
export function refuseBlocks(complaints: string[], error = 'invalid_blocks'): ApiAnswer {
  const messages = complaints.map(complaint => `[ERROR] ${complaint}`);
  return { ok: false, error, errors: complaints, response_metadata: { messages } };
}

/** One page of a list, by Slack's `limit` and `cursor`; the cursor is the place of the next item. */
export function pageOf<T>(items: readonly T[], args: Record<string, unknown>) {
  const start = Number(args.cursor) || 0;
  const limit = Math.min(Math.max(Number(args.limit) || 100, 1), 1000);
  const next = start + limit;
  return {
    items: items.slice(start, next),
    response_metadata: { next_cursor: next < items.length ? String(next) : '' },
  };
}
