import type { Core } from '../core.ts';
import { isRecord, readJson } from '../json.ts';
import { noteWire } from '../wire.ts';
import { type ApiAnswer, type Method, refuse } from './method.ts';
import { methods } from './methods.ts';

/** One request to the Web API, read from HTTP. */
export interface ApiRequest {
  method: string;
  token: string;
  args: Record<string, unknown>;
}

const keptCalls = 1000;

/** Reads a request's arguments and token, from JSON or a form, header or body. */
export function readRequest(method: string, headers: Record<string, unknown>, body: string): ApiRequest {
  const isJson = String(headers['content-type']).startsWith('application/json');
  const { token: inBody, ...args } = isJson ? fromJson(body) : fromForm(body);
  const bearer = /^Bearer (.+)$/.exec(String(headers.authorization))?.[1];
  return { method, token: bearer ?? String(inBody ?? ''), args };
}

/** Answers a request: unknown methods, tokens and missing scopes first, then the method itself. */
export function answerCall(core: Core, request: ApiRequest): ApiAnswer {
  const method = methods.get(request.method);
  const answer = method ? runMethod(core, method, request) : refuse('unknown_method', { req_method: request.method });
  const { method: name, args } = request;
  core.workspace.calls.push({ method: name, args, at: core.workspace.now(), ok: answer.ok });
  if (core.workspace.calls.length > keptCalls) core.workspace.calls.shift();
  noteWire(core.workspace, {
    ...{ way: 'from-app', name, content: args, ms: null, outcome: answer.ok ? 'ok' : answer.error },
    violations: answer.ok ? [] : [answer.error, ...(Array.isArray(answer.errors) ? answer.errors.map(String) : [])],
  });
  return answer;
}

/** Whether people can see what a method does. */
export function changesSomething(name: string): boolean {
  return methods.get(name)?.changes ?? false;
}

function runMethod(core: Core, method: Method, request: ApiRequest): ApiAnswer {
  const { args, token } = request;
  if (token === '') return refuse('not_authed');
  const wrongKind = method.appToken ? core.settings.botToken : core.settings.appToken;
  if (token === wrongKind) return refuse('not_allowed_token_type');
  if (token !== (method.appToken ? core.settings.appToken : core.settings.botToken)) return refuse('invalid_auth');
  const needed = typeof method.scope === 'function' ? method.scope({ core, args }) : method.scope;
  const granted = core.settings.scopes;
  if (needed !== undefined && !granted.includes(needed)) {
    return refuse('missing_scope', { needed, provided: granted.join(',') });
  }
  const wait = tooOften(core, method, request.method);
  return wait > 0 ? refuse('ratelimited', { retryAfterSeconds: wait }) : method.run({ core, args });
}

/** Seconds until a method may be called again; 0: now. */
function tooOften({ workspace }: Core, { perMinute }: Method, name: string): number {
  if (perMinute === undefined) return 0;
  const since = workspace.now() - 60_000;
  const lately = workspace.calls.filter(({ method, at, ok }) => method === name && ok && at > since);
  const [oldest] = lately.slice(-perMinute);
  return lately.length < perMinute || !oldest ? 0 : Math.max(1, Math.ceil((oldest.at - since) / 1000));
}

function fromJson(body: string): Record<string, unknown> {
  const value = readJson(body);
  return isRecord(value) ? value : {};
}

function fromForm(body: string): Record<string, unknown> {
  const fields = [...new URLSearchParams(body)].map(([key, value]): [string, unknown] => [key, fieldValue(value)]);
  return Object.fromEntries(fields);
}

/** Lists and objects travel as JSON inside forms; everything else is text. */
function fieldValue(value: string): unknown {
  return /^[[{]/.test(value) ? (readJson(value) ?? value) : value;
}
