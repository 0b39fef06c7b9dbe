import { setTimeout as sleep } from 'node:timers/promises';
import { guarded } from '@handoff/kit/http/guarded';
import { Agent, type Dispatcher } from 'undici';
import { isHopeless, reasonOf } from './http-reason.ts';
import { Patience } from './patience.ts';
import type { KeptAnswers } from './record.ts';

/** What a server answered in full, or why there is no use in its answer. status: null when there was none. */
export type HttpAnswer =
  | { kind: 'Answer'; status: number; headers: Headers; body: Uint8Array }
  | { kind: 'Problem'; status: number | null; message: string };

export type Headers = Readonly<Record<string, string>>;

export interface HttpRequest {
  method?: 'GET' | 'POST';
  headers?: Headers;
  body?: string;
  /** Bytes of the answer at most; default 10 MB. */
  maxBytes?: number;
  /** Further tries after the first; default 4. */
  retries?: number;
}

export interface HttpOptions {
  /** Sent with every request, but never to another host that a redirect leads to. */
  headers?: Headers;
  signal?: AbortSignal;
  note?(message: string): void;
  /** Told once why nothing more is asked: the server wants it so, or has not answered for a while. */
  halt?(message: string): void;
  kept?: KeptAnswers;
  /** What to do about a status, in a sentence: what to set when it is 401. */
  mend?: Readonly<Record<number, string>>;
  /** How long an answer says to wait, in ms, where it is not said by Retry-After. */
  waitOf?(status: number, headers: Headers, body: Uint8Array): number | null;
  /** How long one try may take in all; default 60,000 ms. */
  timeoutMs?: number;
  /** The first pause between tries; it doubles. Default 500 ms. */
  pauseMs?: number;
}

/** What every adapter passes on from how it was asked to read. */
export type Asked = Pick<HttpOptions, 'signal' | 'note' | 'kept' | 'pauseMs' | 'halt'>;

export interface Http {
  /** Only answers of the 200s are answers; 404 and the others come as problems with their status. */
  request(url: string, request?: HttpRequest): Promise<HttpAnswer>;
  /** Cuts what is still under way. */
  close(): Promise<void>;
}

const maxBytes = 10_000_000;
const maxRedirects = 5;
/** A server that asks for more patience than this is told of, and not waited for. */
const longestWait = 60_000;

/**
 * Reads from servers that may be slow, throttled or broken: bounded in time and size, tried again on 429 and 5xx and
 * cut connections, at the pace the server asks for. Expected failures are values that name address, status and mend.
 */
export function createHttp(options: HttpOptions): Http {
  const agents: Agents = {
    named: new Agent({ connections: 8, connectTimeout: 10_000, keepAliveTimeout: 10_000 }),
    other: new Agent({
      connections: 8,
      connect: guarded({ allowed: [], timeoutMs: 10_000 }),
      keepAliveTimeout: 10_000,
    }),
  };
  const patience = new Patience(options);
  const ask = async (url: URL, request: HttpRequest): Promise<HttpAnswer> => {
    if (patience.lost) return patience.lost;
    const tries = new Tries(agents, options, request);
    const { forAll = false, ...answer }: HttpAnswer & { forAll?: boolean } = await tries.answer(url);
    return answer.kind === 'Answer' ? patience.heard(answer) : patience.refused(url.host, answer, forAll);
  };
  const close = async () => void (await Promise.all([agents.named.destroy(), agents.other.destroy()]));
  return { request: (url, request = {}) => ask(new URL(url), request), close };
}

/** Who connects: to the host that was named, wherever that is, and to others that it leads to, which must be public. */
interface Agents {
  named: Agent;
  other: Agent;
}

/** A problem; forAll: it holds for everything else that could be asked, too. */
type Refusal = Extract<HttpAnswer, { kind: 'Problem' }> & { forAll?: boolean };

interface Try {
  answer: HttpAnswer;
  /** Ms to wait before the next try; null: no other try would help. */
  wait: number | null;
}

class Tries {
  readonly #agents: Agents;
  readonly #options: HttpOptions;
  readonly #request: HttpRequest;

  constructor(agents: Agents, options: HttpOptions, request: HttpRequest) {
    this.#agents = agents;
    this.#options = options;
    this.#request = request;
  }

  async answer(url: URL): Promise<HttpAnswer | Refusal> {
    const { retries = 4 } = this.#request;
    const { signal, note, pauseMs = 500 } = this.#options;
    for (let tried = 0; ; tried++) {
      const { answer, wait } = await this.#once(url, tried);
      if (wait === null || tried >= retries || signal?.aborted) return answer;
      const pause = Math.max(wait, pauseMs * 2 ** tried);
      if (pause > longestWait) return tooLong(url, pause, answer);
      if (pause >= 5_000) note?.(`${url.host} asks to wait ${Math.ceil(pause / 1000)} s.`);
      await sleep(pause, undefined, { signal }).catch(() => {});
    }
  }

  async #once(url: URL, tried: number): Promise<Try> {
    const { signal, timeoutMs = 60_000 } = this.#options;
    const limit = AbortSignal.timeout(timeoutMs);
    try {
      return await this.#follow(url, signal ? AbortSignal.any([signal, limit]) : limit);
    } catch (error) {
      const late = limit.aborted && !signal?.aborted;
      const reason = late ? `it took more than ${timeoutMs / 1000} s to answer` : reasonOf(error);
      if (error instanceof TooLarge)
        return { answer: problem(error.status, `${shown(url)} ${error.message}`), wait: null };
      if (signal?.aborted) return { answer: problem(null, `The request to ${url.host} was cancelled.`), wait: null };
      const wait = isHopeless(error) || (late && tried > 0) ? null : 0;
      return { answer: problem(null, `${shown(url)} cannot be read: ${reason}. Check the address.`), wait };
    }
  }

  async #follow(start: URL, signal: AbortSignal): Promise<Try> {
    let url = start;
    let status = 0;
    for (let hops = 0; hops <= maxRedirects; hops++) {
      const answer = await this.#send(url, start, signal);
      const { location = '' } = flat(answer.headers);
      if (![301, 302, 303, 307, 308].includes(answer.statusCode) || location === '') return this.#read(url, answer);
      status = answer.statusCode;
      await answer.body.dump();
      if (!URL.canParse(location, url.href)) break;
      url = new URL(location, url.href);
      if (!/^https?:$/.test(url.protocol)) break;
    }
    return {
      answer: problem(status, `${shown(start)} leads nowhere: it redirects too often or to no address.`),
      wait: null,
    };
  }

  #send(url: URL, start: URL, signal: AbortSignal): Promise<Dispatcher.ResponseData> {
    const { method = 'GET', headers = {}, body } = this.#request;
    const known = this.#options.kept?.get(url.href);
    const agent = url.hostname === start.hostname ? this.#agents.named : this.#agents.other;
    return agent.request({
      origin: url.origin,
      path: url.pathname + url.search,
      method,
      signal,
      body: url === start ? body : undefined,
      headers: {
        'user-agent': 'handoff',
        'accept-encoding': 'identity',
        ...(url.origin === start.origin ? { ...this.#options.headers, ...headers } : {}),
        ...(known && method === 'GET' ? { 'if-none-match': known.etag } : {}),
      },
    });
  }

  async #read(url: URL, { statusCode: status, headers, body }: Dispatcher.ResponseData): Promise<Try> {
    const bytes = await readAtMost(body, this.#request.maxBytes ?? maxBytes, status);
    const given = flat(headers);
    const known = this.#options.kept?.get(url.href);
    if (status === 304 && known) {
      const link: Headers = known.link === undefined ? {} : { link: known.link };
      return { answer: { kind: 'Answer', status: 200, headers: { ...given, ...link }, body: known.body }, wait: null };
    }
    if (status < 200 || status > 299) return this.#refused(url, { status, headers: given, body: bytes });
    if (given.etag && this.#options.kept)
      keep(this.#options.kept, url.href, { etag: given.etag, body: bytes, link: given.link });
    return { answer: { kind: 'Answer', status, headers: given, body: bytes }, wait: null };
  }

  #refused(url: URL, { status, headers, body }: { status: number; headers: Headers; body: Uint8Array }): Try {
    const { waitOf, mend } = this.#options;
    const asked = waitOf?.(status, headers, body) ?? null;
    const again = asked ?? (status === 429 || status >= 500 ? (retryAfter(headers['retry-after']) ?? 0) : null);
    const said = saidBy(headers['content-type'], body);
    const what = `${shown(url)} answered HTTP ${status}${said ? `: ${said}` : '.'}`;
    const then = mend?.[status] ?? general(status);
    return { answer: problem(status, then ? `${ended(what)} ${then}` : ended(what)), wait: again };
  }
}

class TooLarge extends Error {
  readonly status: number;
  constructor(status: number, most: number) {
    super(`answered with more than ${most / 1e6} MB, which is not read.`);
    this.status = status;
  }
}

async function readAtMost(body: AsyncIterable<Uint8Array>, most: number, status: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of body) {
    length += part.length;
    if (length > most) throw new TooLarge(status, most);
    parts.push(part);
  }
  return Buffer.concat(parts);
}

const mostKept = 2_000;
const largestKept = 200_000;
/** Of all kept answers together: they stay in memory between two rounds of --watch. */
const mostBytesKept = 20_000_000;

function keep(kept: KeptAnswers, url: string, answer: { etag: string; body: Uint8Array; link?: string }): void {
  const others = [...kept].reduce((sum, [at, { body }]) => sum + (at === url ? 0 : body.length), 0);
  kept.delete(url);
  if (answer.body.length > largestKept || kept.size >= mostKept || others + answer.body.length > mostBytesKept) return;
  kept.set(url, answer);
}

function flat(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  const told = Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]]));
  return Object.fromEntries(told);
}

/** Seconds or a date, as ms from now; undefined when it says neither. */
function retryAfter(header: string | undefined): number | undefined {
  if (header === undefined) return undefined;
  if (/^\d{1,9}$/.test(header.trim())) return Number(header) * 1000;
  const at = Date.parse(header);
  return Number.isNaN(at) ? undefined : Math.max(0, at - Date.now());
}

/** What a refusal says of itself: the message of a JSON answer or the first words of a text; nothing of a web page. */
function saidBy(type = '', body: Uint8Array): string | null {
  const text = Buffer.from(body.subarray(0, 4_000)).toString('utf8');
  if (/json/i.test(type)) {
    const [, message] = /"(?:message|Message|error)"\s*:\s*("(?:[^"\\]|\\.){1,300}")/.exec(text) ?? [];
    return message === undefined ? null : String(JSON.parse(message.replace(/\p{Cc}/gu, ' ')));
  }
  const words = text.replace(/\s+/g, ' ').trim();
  return words === '' || words.startsWith('<') ? null : words.slice(0, 200);
}

function general(status: number): string | null {
  if (status === 401) return 'Check the credentials.';
  if (status === 403) return 'These credentials may not read it.';
  if (status === 404) return 'Check the address.';
  if (status === 429) return 'Run it again later.';
  return status >= 500 ? 'The server has a problem of its own: run it again later.' : null;
}

function ended(sentence: string): string {
  return /[.!?]$/.test(sentence) ? sentence : `${sentence}.`;
}

function tooLong(url: URL, pause: number, answer: HttpAnswer): Refusal {
  const at = new Date(Date.now() + pause).toISOString().slice(0, 16).replace('T', ' ');
  const status = answer.kind === 'Problem' ? answer.status : null;
  const why = answer.kind === 'Problem' ? answer.message : '';
  const message = `${why} ${url.host} wants nobody to ask again before ${at} UTC.`.trim();
  return { kind: 'Problem', status, message, forAll: true };
}

/** The address without credentials and without what follows a question mark, which may hold some. */
function shown(url: URL): string {
  return `${url.origin}${url.pathname}`;
}

function problem(status: number | null, message: string): HttpAnswer {
  return { kind: 'Problem', status, message };
}
