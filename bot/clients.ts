import type { Log } from '@handoff/kit/log';
import {
  ErrorCode,
  type Logger,
  LogLevel,
  type WebAPICallResult,
  WebClient,
  type WebClientOptions,
} from '@slack/web-api';
import { tracedSlack } from './trace.ts';

/** Bolt's words in our log; what it repeats at debug would hold people's messages, so it is left out. */
export function slackLogger(log: Log): Logger {
  const say = (level: 'info' | 'warn' | 'error') => {
    return (...words: unknown[]) => log[level]({ from: 'slack' }, words.map(String).join(' '));
  };
  return {
    debug: () => undefined,
    info: () => undefined,
    warn: say('warn'),
    error: say('error'),
    setLevel: () => undefined,
    getLevel: () => LogLevel.WARN,
    setName: () => undefined,
  };
}

/** Fresh options for one client: they must not be shared, because receivers write into them. */
export function clientOptions(slackApiUrl: string, log: Log, retries: number): WebClientOptions {
  return {
    slackApiUrl,
    logger: slackLogger(log),
    timeout: 10_000,
    // One 429 would pause the whole client, and with it a modal whose trigger lives for three seconds.
    rejectRateLimitedCalls: true,
    retryConfig: { retries, factor: 2, minTimeout: 100, maxTimeout: 500 },
  };
}

/** A client whose calls are part of traces. */
class TracedClient extends WebClient {
  override apiCall(method: string, options?: Record<string, unknown>): Promise<WebAPICallResult> {
    return tracedSlack({ url: this.slackApiUrl, method }, () => super.apiCall(method, options));
  }
}

/** The client of the outbox: it tries once, because the outbox tries again. */
export function bulkClient(token: string, slackApiUrl: string, log: Log): WebClient {
  return new TracedClient(token, clientOptions(slackApiUrl, log, 0));
}

/** The client for people who wait: it tries again shortly, and never for long. */
export function liveClient(token: string, slackApiUrl: string, log: Log): WebClient {
  return new TracedClient(token, clientOptions(slackApiUrl, log, 2));
}

/** Slack's name for what was wrong with a call, such as `message_not_found`; null when it was something else. */
export function slackError(error: unknown): string | null {
  const data = (error as { data?: { error?: unknown } } | null)?.data;
  return typeof data?.error === 'string' ? data.error : null;
}

/** The seconds Slack asks to wait after a 429; null when the error is another one. */
export function retryAfterSeconds(error: unknown): number | null {
  const { retryAfter } = (error ?? {}) as { retryAfter?: unknown };
  return typeof retryAfter === 'number' ? retryAfter : null;
}

const passingErrors = ['internal_error', 'fatal_error', 'service_unavailable', 'request_timeout'];

/** Whether Slack was away rather than refused: it could not be reached, answered HTTP 5xx, or named trouble of its own. */
export function isAway(error: unknown): boolean {
  const { code, statusCode } = (error ?? {}) as { code?: unknown; statusCode?: unknown };
  if (code === ErrorCode.RequestError) return true;
  if (code === ErrorCode.HTTPError) return typeof statusCode !== 'number' || statusCode >= 500;
  return passingErrors.includes(slackError(error) ?? '');
}
