import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { BodyTooLarge, type PageHandler, readBody } from '../api-server.ts';
import type { Core } from '../core.ts';
import { isAcknowledged } from '../deliver.ts';
import { openHome } from '../people/home.ts';
import { urlOf } from '../request-url.ts';
import { forms, type Outcome, type Sent } from './forms.ts';
import { pageHeaders, refusal } from './guard.ts';
import { icon } from './icon.ts';
import { noticeOf, noticeText } from './notices.ts';
import { offerAtOnce } from './offer.ts';
import { pressedIn } from './pressed.ts';
import { visibleTo } from './render-messages.ts';
import type { Question } from './render-modal.ts';
import { renderEmpty, renderPage } from './render-page.ts';
import { script } from './script.ts';
import { createPageState } from './state.ts';
import { style } from './style.ts';
import { addressOf, openIdOf, type Where, whereFrom } from './where.ts';

const patienceMs = 3500;

/** Serves `/chat` and what is below it: the page, its forms, its style and its script. */
export function createPage(core: Core): PageHandler {
  const state = createPageState();
  return async (request, response) => {
    const url = urlOf(request);
    if (url.pathname !== '/chat' && !url.pathname.startsWith('/chat/')) return false;
    const refused = refusal(request);
    if (refused) send(response, { status: 403, type: 'text/plain', body: refused });
    else await serve({ core, state, url, request, response }).catch(error => failed(response, error));
    return true;
  };
}

function failed(response: ServerResponse, error: unknown): void {
  const [status, body] =
    error instanceof BodyTooLarge
      ? [413, 'This is too long to be sent. Go back and shorten it.']
      : [500, 'The page could not be shown. Go back and try again.'];
  if (response.headersSent) response.end();
  else send(response, { status, type: 'text/plain', body });
}

interface Exchange {
  core: Core;
  state: Sent['state'];
  url: URL;
  request: IncomingMessage;
  response: ServerResponse;
}

async function serve(exchange: Exchange): Promise<void> {
  const { core, url, request, response } = exchange;
  const name = url.pathname.slice('/chat/'.length);
  if (request.method === 'POST') await serveForm(exchange, name);
  else if (name === '') await servePage(exchange);
  else if (name === 'home') await serveHome(exchange);
  else if (name === 'style.css') send(response, { type: 'text/css', body: style });
  else if (name === 'script.js') send(response, { type: 'text/javascript', body: script });
  else if (name === 'icon.svg') send(response, { type: 'image/svg+xml', body: icon });
  else if (name === 'revision') send(response, { type: 'text/plain', body: String(core.workspace.revision) });
  else send(response, { status: 404, type: 'text/plain', body: 'There is no such page.' });
}

async function servePage({ core, state, url, response }: Exchange): Promise<void> {
  const fields = url.searchParams;
  const where = whereFrom(core.workspace, fields);
  if (!where) return send(response, { type: 'text/html', body: renderEmpty() });
  await offerAtOnce(core, where.person.id);
  const question = questionIn({ core, where, fields });
  const body = renderPage({ core, state, where, notice: noticeText(fields.get('notice')), question });
  send(response, { type: 'text/html', body });
}

function questionIn(from: { core: Core; where: Where; fields: URLSearchParams }): Question | undefined {
  if (!from.fields.has('ask')) return undefined;
  const pressed = pressedIn(from);
  if (!pressed) return undefined;
  const { place, placed } = pressed;
  const named =
    'viewId' in place ? { name: 'view' as const, value: place.viewId } : { name: 'ts' as const, value: place.ts };
  return { placed, place: named, value: from.fields.get('chosen') ?? '' };
}

/** Opening the home tab tells the app; the page shows when the app has drawn it. */
async function serveHome({ core, url, response }: Exchange): Promise<void> {
  const where = whereFrom(core.workspace, url.searchParams);
  if (!where) return redirect(response, '/chat');
  const open = async (): Promise<Outcome> => ({ delivery: await openHome(core, where.person.id) });
  const { delivery } = await reacted(core, open);
  const code = noticeOf(delivery);
  redirect(response, addressOf(where.person.id, 'home', code ? { notice: code } : {}));
}

async function serveForm({ core, state, request, response }: Exchange, name: string): Promise<void> {
  const fields = new URLSearchParams(await readBody(request));
  const where = whereFrom(core.workspace, fields);
  const form = Object.hasOwn(forms, name) ? forms[name] : undefined;
  // Nobody speaks for somebody else because of a mistyped name.
  if (!where || where.person.id !== fields.get('as') || !form)
    return send(response, { status: 404, type: 'text/plain', body: 'There is no such form.' });
  const before = lastSeen(core, where);
  const outcome = await reacted(core, () => form({ core, state, where, fields }));
  const notice = outcome.notice ?? noticeOf(outcome.delivery);
  const address = addressOf(where.person.id, openIdOf(where), { ...outcome.ask, ...(notice && { notice }) });
  const ts = fields.get('ts');
  const stays = ts !== null && lastSeen(core, where) === before;
  redirect(response, `${address}#${stays ? `m${encodeURIComponent(ts)}` : 'latest'}`);
}

/** Does something and waits for the app's reaction, three and a half seconds at most. */
function reacted(core: Core, action: () => Promise<Outcome>): Promise<Outcome> {
  const late: Outcome = {
    delivery: { status: 0, payload: undefined, error: 'http_timeout', ackMs: patienceMs, tries: 1 },
  };
  return core.activity.reaction(
    () => Promise.race([action(), sleep(patienceMs, late, { ref: false })]),
    ({ delivery }) => {
      if (delivery.tries === 0 || !isAcknowledged(delivery)) return { mostMs: 0 };
      return delivery.payload === undefined ? {} : { firstMs: 150 };
    },
  );
}

function lastSeen({ workspace }: Core, { channel, person }: Where): string | undefined {
  return channel && visibleTo(workspace, channel, person).at(-1)?.ts;
}

function redirect(response: ServerResponse, location: string): void {
  response.writeHead(303, { ...pageHeaders, location }).end();
}

function send(response: ServerResponse, answer: { status?: number; type: string; body: string }): void {
  const headers = { ...pageHeaders, 'content-type': `${answer.type}; charset=utf-8` };
  response.writeHead(answer.status ?? 200, headers).end(answer.body);
}
