import type { Actor } from '@handoff/kit/actor';
import { html } from '@handoff/kit/html';
import type { Answer } from '../answer.ts';
import type { Knock } from '../door.ts';
import { surprise } from '../errors.ts';
import { isRefusal, type Refusal, refuse } from '../refusal.ts';
import { fileAnswer, htmlAnswer, sendOn } from './answer.ts';
import { ask } from './ask.ts';
import { readForm } from './form.ts';
import { answerPageAsset } from './frame/assets.ts';
import { framed } from './frame/frame.ts';
import { isForThisMachine, type PagesHouse, peopleOf } from './house.ts';
import { makeMove } from './move.ts';
import { type Found, movesThatLead, pageAt } from './routes.ts';
import { actorOf, type Session } from './session/session.ts';
import { answerSignIn, signInFirst } from './sign-in/sign-in.ts';
import type { Notice } from './view.ts';

/** Answers a browser: a page, a form, a file of theirs; null when nothing of theirs is at this address. */
export async function answerPages(house: PagesHouse, knock: Knock): Promise<Answer | null> {
  const asset = answerPageAsset(knock.url.pathname);
  if (asset) return asset;
  const found = pageAt(knock.url);
  try {
    const signIn = answerSignIn(house, knock);
    if (signIn) return await signIn;
    if (found) return await visit(house, knock, found);
    return wantsHtml(knock) ? await nowhere(house, knock) : null;
  } catch (thrown) {
    return problemPage(surprise(thrown, { ...knock, log: house.log }), knock, null);
  }
}

function wantsHtml({ request }: Knock): boolean {
  return /\btext\/html\b/.test(request.headers.accept ?? '') && request.method !== 'POST';
}

/** Somebody at a page. */
interface Visit {
  house: PagesHouse;
  knock: Knock;
  found: Found;
  session: Session;
  actor: Actor & { id: string; kind: 'person' | 'service' };
}

async function visit(house: PagesHouse, knock: Knock, found: Found): Promise<Answer> {
  const { method } = knock.request;
  if (method !== 'GET' && method !== 'HEAD' && method !== 'POST') return problemPage(wrongMethod, knock, null);
  const session = await house.pages.sessions.read(knock.request.headers.cookie);
  const actor = session && (await viewerOf(house, knock, session));
  if (!session || !actor || isRefusal(actor)) {
    if (actor && isRefusal(actor) && actor.status >= 500) return problemPage(actor, knock, null);
    return signInFirst(knock.url);
  }
  const here = { house, knock, found, session, actor };
  return method === 'POST' ? act(here) : show(here, { notice: doneNotice(found, knock.url), sent: null });
}

/** Who looks, or null when nobody is signed in; people of the demo are let in by a name of this machine only. */
async function viewerOf(house: PagesHouse, { request, requestId }: Knock, { who }: Session) {
  if (!who || (who.by === 'demo' && !isForThisMachine(request.headers.host))) return null;
  const actor = await actorOf(who, peopleOf(house), requestId);
  return isRefusal(actor) ? actor : (actor as Visit['actor']);
}

async function act(here: Visit): Promise<Answer> {
  const { house, knock, found, session, actor } = here;
  const sent = await readForm(knock.request, session, house.pages.sessions);
  if (isRefusal(sent)) return asRefused(sent, await show(here, { notice: problemOf(sent), sent: null }));
  const name = sent.get('move') ?? '';
  const move = Object.hasOwn(found.page.moves, name) ? found.page.moves[name] : undefined;
  if (!move) return show(here, { notice: { kind: 'problem', text: noSuchMove }, sent: null });
  const asked = { move, sent, place: found.place, actor, signal: knock.signal };
  const outcome = await makeMove(house.graph, asked);
  if ('problem' in outcome) return show(here, { notice: { kind: 'problem', text: outcome.problem }, sent });
  const to = outcome.next === null ? new URL(knock.url) : new URL(outcome.next, knock.url);
  to.searchParams.set('done', name);
  return sendOn(to.pathname + to.search + to.hash);
}

function problemOf({ message }: Refusal): Notice {
  return { kind: 'problem', text: message };
}

/** A form that was left unread says so to the browser, which would send the rest of it. */
function asRefused({ status, headers }: Refusal, page: Answer): Answer {
  return status === 413 ? { ...page, status, headers: { ...page.headers, ...headers } } : page;
}

const noSuchMove = 'This page has no such form. Nothing was changed: open the page and try again.';

function doneNotice({ page }: Found, { searchParams }: URL): Notice | null {
  const done = searchParams.get('done') ?? '';
  const move = Object.hasOwn(page.moves, done) ? page.moves[done] : movesThatLead.get(done);
  return move ? { kind: 'done', text: move.done } : null;
}

interface Showing {
  notice: Notice | null;
  sent: URLSearchParams | null;
}

async function show({ house, knock, found, session, actor }: Visit, { notice, sent }: Showing): Promise<Answer> {
  const { page, place } = found;
  const { url } = knock;
  const formToken = house.pages.sessions.formToken(session);
  const viewer = { name: actor.name, formToken };
  const question = { query: page.query, variables: page.variables(place), actor, signal: knock.signal };
  const answered = await ask(house.graph, question);
  if (isRefusal(answered)) return problemPage(answered, knock, viewer);
  const view = { viewer: actor, url: withoutDone(url), place, now: new Date(), sent, notice, formToken };
  const drawn = page.draw(answered.data, view);
  if (!drawn) return problemPage(answered.missing.length > 0 ? away(answered.missing) : notHere, knock, viewer);
  if ('file' in drawn) return fileAnswer(drawn.file);
  const { title, body } = drawn;
  const frame = { title, body, viewer, url: view.url, notice, missing: answered.missing, asked: true };
  return htmlAnswer(notice?.kind === 'problem' ? 422 : 200, framed(frame));
}

function withoutDone(url: URL): URL {
  const plain = new URL(url);
  plain.searchParams.delete('done');
  return plain;
}

const notHere = refuse(404, 'BAD_USER_INPUT', 'There is nothing here, or it is not yours to see.');
const wrongMethod = refuse(405, 'BAD_USER_INPUT', 'This page is opened with GET, and its forms are sent with POST.');

function away(missing: readonly string[]): Refusal {
  return refuse(503, 'UNAVAILABLE', missing.join(' '));
}

async function nowhere(house: PagesHouse, knock: Knock): Promise<Answer> {
  const session = await house.pages.sessions.read(knock.request.headers.cookie);
  const actor = session && (await viewerOf(house, knock, session));
  if (!session || !actor || isRefusal(actor)) return problemPage(notHere, knock, null);
  return problemPage(notHere, knock, { name: actor.name, formToken: house.pages.sessions.formToken(session) });
}

/** A page that says what went wrong, in the words of the graph. */
function problemPage(
  { status, message }: Refusal,
  { url, requestId }: Knock,
  viewer: { name: string; formToken: string } | null,
): Answer {
  const title = status === 404 ? 'Nothing here' : status >= 500 ? 'Not right now' : 'That did not work';
  const next =
    status === 404
      ? html`<p>Look for it in the <a href="/models">list of models</a>, or ask whoever sent you the link.</p>`
      : html`<p><a href="${url.pathname + url.search}">Try again</a>, or go <a href="/">home</a>. If it stays like this, tell whoever runs Handoff the number <code>${requestId}</code>.</p>`;
  const body = html`<div class="head"><h1>${title}</h1><p class="lead">${message}</p></div><div class="panel">${next}</div>`;
  return htmlAnswer(status, framed({ title, body, viewer, url }));
}
